// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.Entries;

/** Reads parameters into the JVM. */
final class ParameterValues {

    private ParameterValues() {}

    /**
     * Returns the values of a parameter.
     *
     * @param name its stable name
     * @throws IllegalArgumentException if it has none, or one is not finite
     */
    static double[] of(Parameter parameter, String name) {
        if (!parameter.isInitialized()) {
            throw new IllegalArgumentException(
                    "The parameter "
                            + name
                            + " has no values: initialize the network before its regions are"
                            + " counted.");
        }
        double[] values = Entries.all(parameter.getArray());
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new NonFiniteParameterException(name, values[i], i);
            }
        }
        return values;
    }
}
