// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import java.io.Serial;

/** There is no probe at a step: the reason has been said, and what needs one waits. */
final class MissingProbeException extends IllegalStateException {

    @Serial private static final long serialVersionUID = 1;

    MissingProbeException(String reason) {
        super(reason);
    }
}
