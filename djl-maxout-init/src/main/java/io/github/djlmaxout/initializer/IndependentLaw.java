// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

import java.util.stream.IntStream;

/** Independent weights of mean zero. */
enum IndependentLaw implements WeightLaw {
    /** N(0, s^2). */
    NORMAL {
        @Override
        void fill(UniformRandomProvider generator, double deviation, double[] values) {
            ContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(generator);
            for (int i = 0; i < values.length; i++) {
                values[i] = deviation * normal.sample();
            }
        }
    },

    /** Uniform between -sqrt(3) s and sqrt(3) s, which has the standard deviation s. */
    UNIFORM {
        @Override
        void fill(UniformRandomProvider generator, double deviation, double[] values) {
            double width = 2 * Math.sqrt(3) * deviation;
            for (int i = 0; i < values.length; i++) {
                // Half a step off the grid: symmetric about zero, and never zero.
                values[i] = width * (generator.nextDouble() - 0.5 + 0x1.0p-54);
            }
        }
    },

    /** Normal, drawn again outside two standard deviations, then widened to the deviation s. */
    TRUNCATED_NORMAL {
        @Override
        void fill(UniformRandomProvider generator, double deviation, double[] values) {
            ContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(generator);
            double sigma = deviation / TRUNCATED_DEVIATION;
            for (int i = 0; i < values.length; i++) {
                double value = normal.sample();
                while (Math.abs(value) > 2) {
                    value = normal.sample();
                }
                values[i] = sigma * value;
            }
        }
    };

    /**
     * The standard deviation of a standard normal variable within -2..2: sqrt(1 - 4 phi(2) / (2
     * Phi(2) - 1)), with the density phi and the distribution function Phi.
     */
    static final double TRUNCATED_DEVIATION = 0.8796256610342398;

    /** Small enough that small layers use all cores, large against the start of a generator. */
    private static final int CHUNK = 4096;

    /** Draws values one after the other. */
    abstract void fill(UniformRandomProvider generator, double deviation, double[] values);

    @Override
    public void draw(
            DrawStream stream, StackedWeight weight, double deviation, WeightBuffer buffer) {
        int size = weight.units() * weight.fanIn();
        int chunks = (size - 1) / CHUNK + 1;
        IntStream.range(0, weight.pieces() * chunks)
                .parallel()
                .forEach(
                        task -> {
                            int piece = task / chunks;
                            int chunk = task % chunks;
                            int start = chunk * CHUNK;
                            double[] values = new double[Math.min(CHUNK, size - start)];
                            fill(stream.child(piece).child(chunk).generator(), deviation, values);
                            weight.put(buffer, piece, start, values);
                        });
        if (weight.fanIn() == 1) {
            separate(stream, weight, deviation, buffer);
        }
    }

    /**
     * Draws again what equals an earlier piece of its unit. With one weight a piece, float32 makes
     * one pair in some ten million equal; with two that takes some 10^14 pairs.
     */
    private void separate(
            DrawStream stream, StackedWeight weight, double deviation, WeightBuffer buffer) {
        for (int unit = 0; unit < weight.units(); unit++) {
            for (int piece = 1; piece < weight.pieces(); piece++) {
                UniformRandomProvider generator = null;
                double[] value = new double[1];
                while (equalsEarlier(weight, buffer, unit, piece)) {
                    if (generator == null) {
                        generator = stream.child(piece).child(-2 - unit).generator();
                    }
                    fill(generator, deviation, value);
                    weight.putRow(buffer, unit, piece, value);
                }
            }
        }
    }

    private static boolean equalsEarlier(
            StackedWeight weight, WeightBuffer buffer, int unit, int piece) {
        double value = buffer.get(weight.row(unit, piece));
        for (int earlier = 0; earlier < piece; earlier++) {
            if (value == buffer.get(weight.row(unit, earlier))) {
                return true;
            }
        }
        return false;
    }
}
