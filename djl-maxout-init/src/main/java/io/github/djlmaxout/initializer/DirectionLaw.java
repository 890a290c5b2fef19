// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

import java.util.stream.IntStream;

/**
 * Rows {@code g v / |v|} of a given length {@code g} and uniform direction, {@code v} Gaussian: the
 * weights that weight normalization starts with. The standard deviation {@code s} of a weight gives
 * the length {@code g = s sqrt(fan-in)}.
 */
final class DirectionLaw implements WeightLaw {

    static final DirectionLaw INSTANCE = new DirectionLaw();

    private DirectionLaw() {}

    @Override
    public void draw(
            DrawStream stream, StackedWeight weight, double deviation, WeightBuffer buffer) {
        if (weight.fanIn() == 1 && weight.pieces() > 1) {
            throw new IllegalArgumentException(
                    "A row has 1 input, but rows of a given length need at least 2, or pieces may be"
                            + " equal: draw this weight from the normal law.");
        }
        double length = deviation * Math.sqrt(weight.fanIn());
        IntStream.range(0, weight.units() * weight.pieces())
                .parallel()
                .forEach(
                        task -> {
                            int piece = task / weight.units();
                            int unit = task % weight.units();
                            double[] row =
                                    direction(stream.child(piece).child(unit), weight.fanIn());
                            for (int i = 0; i < row.length; i++) {
                                row[i] *= length;
                            }
                            weight.putRow(buffer, unit, piece, row);
                        });
    }

    private static double[] direction(DrawStream stream, int size) {
        ContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(stream.generator());
        double[] values = new double[size];
        double squares = 0;
        for (int i = 0; i < size; i++) {
            values[i] = normal.sample();
            squares += values[i] * values[i];
        }
        double norm = Math.sqrt(squares);
        for (int i = 0; i < size; i++) {
            values[i] /= norm;
        }
        return values;
    }
}
