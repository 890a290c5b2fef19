// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

/** That something could not be found out about a block, and why; it never leaves this package. */
final class NotFoundOutException extends Exception {

    private static final long serialVersionUID = 1L;

    NotFoundOutException(String reason) {
        super(reason);
    }

    NotFoundOutException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
