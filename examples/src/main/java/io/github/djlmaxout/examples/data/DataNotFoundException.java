// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import java.io.IOException;

/** A data set that was asked for is neither given nor within reach. */
public final class DataNotFoundException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is missing and what to do about it
     */
    public DataNotFoundException(String message) {
        super(message);
    }

    /**
     * Creates the exception with what led to it.
     *
     * @param message what is missing and what to do about it
     * @param cause why it could not be had
     */
    public DataNotFoundException(String message, Throwable cause) {
        super(message, cause);
    }
}
