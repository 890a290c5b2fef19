// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.ndarray.types.DataType;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ContinuousUniformSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

import java.util.stream.LongStream;

/**
 * How the share of random two-layer networks whose Jacobian has full rank grows with their width:
 * from none to nearly all, once the hidden layer has about as many parameters as there are samples.
 *
 * <p>A network has {@code d0} inputs, {@code d1} hidden units of {@code K} pieces or ReLU, and one
 * output whose weights {@code v} are standard normal; the hidden layer is differentiated by at
 * {@code n} samples, see {@link TwoLayerNetwork}. Its rank is at most {@code (d0 + 1) (d1 (K - 1) +
 * 1)} for maxout and {@code (d0 + 1) d1} for ReLU units, so below the {@link #threshold} none is
 * full.
 *
 * @param pieces the pieces {@code K} of a unit; 1 for ReLU units
 * @param inputs the number {@code d0} of inputs
 * @param samples the number {@code n} of samples
 * @param hidden how hidden weights and biases are drawn
 * @param data how samples are drawn
 * @param precision whose rounding the entries have and the tolerance allows for, float32 or float64
 */
public record RankTransition(
        int pieces, int inputs, int samples, Weights hidden, Inputs data, DataType precision) {

    /**
     * Checks the numbers.
     *
     * @param pieces the pieces of a unit; 1 for ReLU units
     * @param inputs the number of inputs
     * @param samples the number of samples
     * @param hidden how hidden weights and biases are drawn
     * @param data how samples are drawn
     * @param precision float32 or float64
     * @throws IllegalArgumentException if a number is less than 1, or for another type
     */
    public RankTransition {
        if (pieces < 1 || inputs < 1 || samples < 1) {
            throw new IllegalArgumentException(
                    "There are "
                            + pieces
                            + " pieces, "
                            + inputs
                            + " inputs and "
                            + samples
                            + " samples, but each must be at least 1.");
        }
        if (precision != DataType.FLOAT32 && precision != DataType.FLOAT64) {
            throw new IllegalArgumentException(
                    "The precision is " + precision + ", expected float32 or float64.");
        }
    }

    /**
     * Returns the width below which no network has full rank.
     *
     * @return the smallest {@code d1} with {@code (d0 + 1) (d1 (K - 1) + 1) >= n}, or {@code (d0 +
     *     1) d1 >= n} for ReLU units
     */
    public int threshold() {
        int units = 1;
        while (largestRank(units) < samples) {
            units++;
        }
        return units;
    }

    /**
     * Returns the largest rank that a network can have.
     *
     * @param units the hidden units {@code d1}
     * @return the bound of the hidden layer, or {@code n} if that is less
     */
    public int largestRank(int units) {
        return (int) Math.min(samples, LargestRank.ofHiddenLayer(units, pieces, inputs + 1L, 1));
    }

    /**
     * Counts the networks of full rank among random ones.
     *
     * @param units the hidden units {@code d1}
     * @param trials how many networks to draw, at least 1
     * @param seed the same seed gives the same networks, on any number of cores
     * @return the count
     * @throws IllegalArgumentException if a number is less than 1
     */
    public Share at(int units, int trials, long seed) {
        if (units < 1 || trials < 1) {
            throw new IllegalArgumentException(
                    units + " units and " + trials + " trials are asked for, expected at least 1.");
        }
        UniformRandomProvider seeds = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        long[] ofTrials = LongStream.generate(seeds::nextLong).limit(trials).toArray();
        long full =
                LongStream.of(ofTrials)
                        .parallel()
                        .filter(trial -> draw(units, trial).rank().orElse(0) == samples)
                        .count();
        return new Share(units, trials, (int) full);
    }

    /** The rank of one random network. */
    MatrixRank draw(int units, long seed) {
        UniformRandomProvider generator = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        double[] x = drawn(samples * inputs, data.sampler(generator));
        ContinuousSampler law = hidden.sampler(generator, inputs);
        double[] weight = drawn(pieces * units * inputs, law);
        double[] bias = drawn(pieces * units, law);
        double[] output = drawn(units, ZigguratSampler.NormalizedGaussian.of(generator));
        TwoLayerNetwork network =
                pieces == 1
                        ? TwoLayerNetwork.relu(weight, bias, output)
                        : TwoLayerNetwork.maxout(pieces, weight, bias, output);
        return network.rank(precision, x);
    }

    private static double[] drawn(int size, ContinuousSampler sampler) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = sampler.sample();
        }
        return values;
    }

    /**
     * How many of some random networks had a Jacobian of full rank.
     *
     * @param units the hidden units {@code d1}
     * @param trials how many networks were drawn
     * @param full how many of them had full rank
     */
    public record Share(int units, int trials, int full) {

        /**
         * Returns the share of networks with full rank.
         *
         * @return a number from 0 to 1
         */
        public double share() {
            return (double) full / trials;
        }

        /**
         * Returns the binomial standard error of the share, {@code sqrt(p (1 - p) / trials)}.
         *
         * @return the standard error; 0 where all networks were alike
         */
        public double standardError() {
            return Math.sqrt(share() * (1 - share()) / trials);
        }
    }

    /** How the weights and biases of the hidden layer of a random network are drawn. */
    public enum Weights {
        /** Uniform between {@code -1 / sqrt(d0)} and {@code 1 / sqrt(d0)}, PyTorch's default. */
        UNIFORM {
            @Override
            ContinuousSampler sampler(UniformRandomProvider generator, int inputs) {
                double bound = 1 / Math.sqrt(inputs);
                return ContinuousUniformSampler.of(generator, -bound, bound);
            }
        },
        /** Normal with variance {@code 1 / d0}. */
        NORMAL {
            @Override
            ContinuousSampler sampler(UniformRandomProvider generator, int inputs) {
                ContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(generator);
                double deviation = 1 / Math.sqrt(inputs);
                return () -> deviation * normal.sample();
            }
        };

        abstract ContinuousSampler sampler(UniformRandomProvider generator, int inputs);
    }

    /** How the inputs of a random network are drawn. */
    public enum Inputs {
        /** Uniform between 0 and 1. */
        UNIFORM {
            @Override
            ContinuousSampler sampler(UniformRandomProvider generator) {
                return ContinuousUniformSampler.of(generator, 0, 1);
            }
        },
        /** Normal with mean 0 and variance 1. */
        NORMAL {
            @Override
            ContinuousSampler sampler(UniformRandomProvider generator) {
                return ZigguratSampler.NormalizedGaussian.of(generator);
            }
        };

        abstract ContinuousSampler sampler(UniformRandomProvider generator);
    }
}
