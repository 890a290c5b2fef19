// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

/** That a block cannot be run on twins, since it would do something else than on arrays. */
final class NotTraceableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotTraceableException(String reason) {
        super(reason);
    }

    NotTraceableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
