// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

/**
 * That something cannot be measured of a network, on an engine or with a batch; its message is one
 * sentence for the user. The network is not at fault, and others may still be measured.
 */
public final class NotMeasurableException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Tells why.
     *
     * @param sentence what cannot be measured, why, and what helps, if anything
     */
    public NotMeasurableException(String sentence) {
        super(sentence);
    }

    /**
     * Tells why.
     *
     * @param sentence what cannot be measured, why, and what helps, if anything
     * @param cause what was thrown
     */
    public NotMeasurableException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
