// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import java.util.Locale;

/** The check that a matrix from elsewhere is symmetric. */
final class SymmetricValues {

    private SymmetricValues() {}

    /** Refuses what is not symmetric to the last bit; NaN equals NaN. */
    static void require(int samples, double... values) {
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < i; j++) {
                double below = values[i * samples + j];
                double above = values[j * samples + i];
                if (Double.compare(below, above) != 0 && below != above) {
                    throw new IllegalArgumentException(
                            String.format(
                                    Locale.ROOT,
                                    "Row %d, column %d is %s and its mirror image %s, but a kernel"
                                            + " of samples with themselves is symmetric: take the"
                                            + " mean of both.",
                                    i,
                                    j,
                                    below,
                                    above));
                }
            }
        }
    }
}
