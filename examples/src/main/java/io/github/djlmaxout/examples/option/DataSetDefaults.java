// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.option;

/**
 * The defaults that depend on the data set, chosen so that a run takes a few minutes on two cores.
 *
 * @param width the default of {@code --width}
 * @param blocks the default of {@code --blocks}
 * @param epochs the default of {@code --epochs}
 * @param batchSize the default of {@code --batch-size}
 */
public record DataSetDefaults(int width, int blocks, int epochs, int batchSize) {

    /** Returns the defaults of a data set. */
    public static DataSetDefaults of(String dataset) {
        return switch (dataset) {
            case "mnist" -> new DataSetDefaults(8, 2, 2, 64);
            case "iris" -> new DataSetDefaults(16, 1, 60, 16);
            case "cifar10" -> new DataSetDefaults(16, 3, 3, 64);
            default -> new DataSetDefaults(12, 3, 4, 32);
        };
    }
}
