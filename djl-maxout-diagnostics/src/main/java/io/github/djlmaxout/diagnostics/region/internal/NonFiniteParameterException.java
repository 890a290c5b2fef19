// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

/** A parameter holds NaN or an infinity, so the network has no regions. */
public final class NonFiniteParameterException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    NonFiniteParameterException(String parameter, double value, int index) {
        super(
                "The parameter "
                        + parameter
                        + " has the value "
                        + value
                        + " at index "
                        + index
                        + "; a network has regions only if all values are finite.");
    }
}
