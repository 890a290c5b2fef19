// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.ndarray.types.DataType;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
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
        int pieces, int inputs, int samples, HiddenLaw hidden, InputLaw data, DataType precision) {

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
    public FullRankShare at(int units, int trials, long seed) {
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
        return new FullRankShare(units, trials, (int) full);
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
}
