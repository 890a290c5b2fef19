// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import static io.github.djlmaxout.propagation.JacobianMomentsTest.MIXED;
import static io.github.djlmaxout.propagation.MaxoutNetworkTest.assertRefused;
import static io.github.djlmaxout.propagation.NaiveMaxoutNetwork.dot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.SplittableRandom;

class JacobianDistributionTest {

    private static final int DRAWS = 20_000;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 1})
    void hasTheExactMoments(double cos2) {
        long seed = 5;
        ContinuousSampler sampler = JacobianDistribution.of(MIXED, cos2).sampler(generator(seed));
        JacobianMoments exact = JacobianMoments.of(MIXED, cos2);
        Sample second = new Sample();
        Sample fourth = new Sample();
        for (int i = 0; i < 5 * DRAWS; i++) {
            double square = sampler.sample();
            second.accept(square);
            fourth.accept(square * square);
        }
        // As for simulated networks: 1 false alarm in 1.7 million if the mean were normal.
        assertThat(second.mean())
                .as("seed %d", seed)
                .isCloseTo(exact.second(), within(5 * Math.sqrt(exact.variance() / (5 * DRAWS))));
        fourth.assertMean(exact.fourth(), "fourth moment, seed " + seed);
    }

    @Test
    void isTheLawOfSimulatedNetworks() {
        long seed = 6;
        double[] x = {0.6, 0, -0.8};
        double[] u = {0.5, Math.sqrt(0.5), 0.5};
        double cosine = dot(x, u);
        ContinuousSampler sampler =
                JacobianDistribution.of(MIXED, cosine * cosine).sampler(generator(seed));
        SplittableRandom random = new SplittableRandom(seed);
        double[] law = new double[DRAWS];
        double[] simulated = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            law[i] = sampler.sample();
            NaiveMaxoutNetwork network = new NaiveMaxoutNetwork(MIXED, false, random);
            network.forward(x);
            double[] pushed = network.push(u);
            simulated[i] = dot(pushed, pushed);
        }
        // Kolmogorov-Smirnov with two samples: P(D > d) is about 2 exp(-2 d^2 n / 2), which is 1e-6
        // for d = sqrt(ln(2e6) / n).
        assertThat(distance(law, simulated))
                .as("seed %d", seed)
                .isLessThan(Math.sqrt(Math.log(2e6) / DRAWS));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 40})
    void sumsSquaresWithTheirMeans(int pieces) {
        long seed = 8;
        GaussianMaximum maximum = GaussianMaximum.of(pieces);
        UniformRandomProvider random = generator(seed);
        assertMean(SumOfSquares.ofMaxima(random, 3, pieces), 3 * maximum.secondMoment(), seed);
        assertMean(SumOfSquares.ofLargest(random, 3, pieces), 3 * maximum.largestChiSquare(), seed);
        assertMean(
                SumOfSquares.ofSmallest(random, 3, pieces), 3 * maximum.smallestChiSquare(), seed);
    }

    @Test
    void ofTheSameSeedIsTheSame() {
        JacobianDistribution law = JacobianDistribution.of(MIXED, 0.3);
        assertThat(law.sampler(generator(1)).samples(5).toArray())
                .isEqualTo(law.sampler(generator(1)).samples(5).toArray());
    }

    @Test
    void refusesADirectionThatCannotBe() {
        assertRefused(() -> JacobianDistribution.of(MIXED, -0.5), "cosineSquared is -0.5");
        assertRefused(() -> JacobianDistribution.of(MaxoutNetwork.of(3, 1, 1, 2), 0.5), "1 input");
    }

    static UniformRandomProvider generator(long seed) {
        return RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    }

    private static void assertMean(ContinuousSampler sampler, double expected, long seed) {
        Sample sample = new Sample();
        for (int i = 0; i < DRAWS; i++) {
            sample.accept(sampler.sample());
        }
        sample.assertMean(expected, "seed " + seed);
    }

    /** The largest distance of two empirical distribution functions of equally many values. */
    private static double distance(double[] first, double[] second) {
        double[] a = first.clone();
        double[] b = second.clone();
        Arrays.sort(a);
        Arrays.sort(b);
        int i = 0;
        int j = 0;
        int largest = 0;
        while (i < a.length && j < b.length) {
            if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
            largest = Math.max(largest, Math.abs(i - j));
        }
        return (double) largest / a.length;
    }
}
