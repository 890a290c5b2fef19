// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

import static io.github.djlmaxout.propagation.Printed.assertPrinted;
import static io.github.djlmaxout.propagation.Printed.assertRelative;
import static io.github.djlmaxout.propagation.Printed.simpson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.internal.NormalDistribution;

import org.apache.commons.numbers.gamma.LogGamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

class FractionalMomentTest {

    private static final double[] ORDERS = {0.5, 1, 1.5, 2};

    @ParameterizedTest(name = "{0} {1} {2}, d = {3}")
    @CsvFileSource(resources = "fractional-scales.csv")
    void agreesWithTheTable(
            String law, Double a, Double b, int d, String s0, String s1, String s2, String s3) {
        FractionalMoment moment = law(law, a, b);
        String[] printed = {s0, s1, s2, s3};
        for (int i = 0; i < 4; i++) {
            assertPrinted(moment.scale(d, ORDERS[i]), printed[i]);
        }
    }

    @ParameterizedTest(name = "K = {0}, n = {1}")
    @CsvFileSource(resources = "maxout-norms.csv")
    void agreesWithTheTableOfMaxout(
            int k,
            int n,
            String s0,
            String s1,
            String s2,
            String s3,
            String zeroDrift,
            String mean,
            String variance) {
        FractionalMoment moment = FractionalMoment.maxout(k);
        String[] printed = {s0, s1, s2, s3};
        for (int i = 0; i < 4; i++) {
            assertPrinted(moment.scale(n, ORDERS[i]), printed[i]);
        }
        assertPrinted(moment.zeroDriftScale(n), zeroDrift);
        assertPrinted(moment.logNorm(n).mean(), mean);
        assertPrinted(moment.logNorm(n).variance(), variance);
        // s = 2 is the usual variance factor over the width
        assertRelative(
                moment.scale(n, 2), 1 / Math.sqrt(n * GaussianMaximum.of(k).secondMoment()), 1e-14);
    }

    @ParameterizedTest(name = "{0} {1} {2}, d = {3}")
    @CsvFileSource(resources = "log-norms.csv")
    void agreesWithTheTableOfLogNorms(
            String law, Double a, Double b, int d, String mean, String variance) {
        LogNorm norm = law(law, a, b).logNorm(d);
        assertPrinted(norm.mean(), mean);
        assertPrinted(norm.variance(), variance);
        assertThat(norm.extinction()).isEqualTo("relu".equals(law) ? Math.pow(2, -d) : 0);
    }

    private static FractionalMoment law(String law, Double a, Double b) {
        return switch (law) {
            case "linear" -> FractionalMoment.linear();
            case "relu" -> FractionalMoment.relu();
            case "leaky" -> FractionalMoment.leakyRelu(a);
            default -> FractionalMoment.randomizedLeakyRelu(a, b);
        };
    }

    @Test
    void agreesWithSimplestClosedForms() {
        // E |g| = sqrt(2 / pi); a ReLU unit has half of that
        assertRelative(FractionalMoment.linear().scale(1, 1), Math.sqrt(Math.PI / 2), 1e-14);
        assertRelative(FractionalMoment.relu().scale(1, 1), Math.sqrt(2 * Math.PI), 1e-14);
        // E ln |g| = -(gamma + ln 2) / 2, Var ln |g| = pi^2 / 8
        LogNorm single = FractionalMoment.linear().logNorm(1);
        assertRelative(single.mean(), -(0.5772156649015329 + Math.log(2)) / 2, 1e-13);
        assertRelative(single.variance(), Math.PI * Math.PI / 8, 1e-12);
        // two linear units: X / 2 is exponential, E sqrt(X) = sqrt(2) Gamma(3/2)
        assertRelative(FractionalMoment.linear().scale(2, 1), 1 / Math.sqrt(Math.PI / 2), 1e-14);
        // a ReLU unit that is alive is |g|
        LogNorm relu = FractionalMoment.relu().logNorm(1);
        assertRelative(relu.mean(), single.mean(), 1e-13);
        assertThat(relu.extinction()).isEqualTo(0.5);
        assertThat(FractionalMoment.linear().logNorm(7).drift(0.5))
                .isCloseTo(
                        Math.log(0.5) + FractionalMoment.linear().logNorm(7).mean(), within(1e-15));
    }

    @ParameterizedTest(name = "d = {0}")
    @ValueSource(ints = {3, 64, 340, 1000})
    void agreesWithSumsOfGammaFunctions(int d) {
        // E ||relu(g)||^s = sum of C(d, j) 2^-d 2^(s/2) Gamma((j+s)/2) / Gamma(j/2), each term
        // from logarithms: good to about 1e-13 d
        double s = 0.7;
        double sum = 0;
        for (int j = 1; j <= d; j++) {
            double choose =
                    LogGamma.value(d + 1.0) - LogGamma.value(j + 1.0) - LogGamma.value(d - j + 1.0);
            double ratio = LogGamma.value((j + s) / 2) - LogGamma.value(j / 2.0);
            sum += Math.exp(choose - d * Math.log(2) + s / 2 * Math.log(2) + ratio);
        }
        assertRelative(FractionalMoment.relu().scale(d, s), Math.pow(sum, -1 / s), 1e-11);
        double linear =
                Math.log(2) / 2 + (LogGamma.value((d + s) / 2) - LogGamma.value(d / 2.0)) / s;
        assertRelative(FractionalMoment.linear().scale(d, s), Math.exp(-linear), 1e-11);
    }

    @ParameterizedTest(name = "a = {0}, d = {1}")
    @CsvSource({"0.3, 16", "0.6, 5", "0.5, 1", "0.9, 64"})
    void agreesWithHypergeometricFunctions(double a, int d) {
        // with j of d units positive, X = chi^2_d (B + a^2 (1 - B)), B ~ Beta(j/2, (d-j)/2), so
        // E (..)^(s/2) = 2F1(-s/2, (d-j)/2; d/2; 1 - a^2), here by its series
        double s = 0.8;
        double sum = 0;
        double weight = Math.pow(2, -d);
        for (int j = 0; j <= d; j++) {
            double term = 1;
            double series = 1;
            for (int i = 0; i < 2_000; i++) {
                term *=
                        (-s / 2 + i)
                                * ((d - j) / 2.0 + i)
                                / ((d / 2.0 + i) * (i + 1))
                                * (1 - a * a);
                series += term;
            }
            sum += weight * series;
            weight *= (d - j) / (j + 1.0);
        }
        double linear = s / 2 * Math.log(2) + LogGamma.value((d + s) / 2) - LogGamma.value(d / 2.0);
        double expected = Math.pow(Math.exp(linear) * sum, -1 / s);
        assertRelative(FractionalMoment.leakyRelu(a).scale(d, s), expected, 1e-11);
        assertRelative(FractionalMoment.leakyRelu(-a).scale(d, s), expected, 1e-11);
        // the same network in other units: exchange the slopes and divide by a
        assertRelative(FractionalMoment.leakyRelu(1 / a).scale(d, s), expected * a, 1e-11);
    }

    @ParameterizedTest(name = "d = {0}")
    @ValueSource(ints = {1, 2, 16, 256})
    void quadratureAgreesWithClosedForms(int d) {
        NormDistribution closed = GammaMixture.linear(d);
        NormDistribution quadrature = new LaplaceNorm(new LeakyOutput(1), d);
        assertSame(quadrature, closed, 1e-12);
    }

    @ParameterizedTest(name = "d = {0}")
    @ValueSource(ints = {80, 256, 4_000, 1_000_000})
    void quadratureAgreesWithTheReluMixture(int d) {
        // where all units together are never zero: 2^-80 = 1e-24
        assertSame(new LaplaceNorm(new LeakyOutput(0), d), GammaMixture.relu(d), 1e-11);
    }

    private static void assertSame(
            NormDistribution actual, NormDistribution expected, double tolerance) {
        for (double p : new double[] {1e-9, 0.1, 0.5, 0.9, 0.999999, 1}) {
            assertThat(actual.logMomentRate(p))
                    .isCloseTo(expected.logMomentRate(p), within(tolerance));
        }
        LogNorm norm = expected.logNorm();
        assertThat(actual.logNorm().mean()).isCloseTo(norm.mean(), within(tolerance));
        assertRelative(actual.logNorm().variance(), norm.variance(), 10 * tolerance);
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {3, 4, 5, 8, 50})
    void agreesWithTheDensityOfOneUnit(int k) {
        // The norm of one unit is |max|; x = +-exp(u) makes the logarithm harmless.
        LogNorm norm = FractionalMoment.maxout(k).logNorm(1);
        double mean = ofOneUnit(k, u -> u);
        assertThat(norm.mean()).isCloseTo(mean, within(1e-10));
        assertThat(norm.variance())
                .isCloseTo(ofOneUnit(k, u -> u * u) - mean * mean, within(1e-10));
        for (double s : new double[] {0.3, 1, 1.9}) {
            double moment = ofOneUnit(k, u -> Math.exp(s * u));
            assertRelative(FractionalMoment.maxout(k).scale(1, s), Math.pow(moment, -1 / s), 1e-10);
        }
    }

    private static double ofOneUnit(int k, DoubleUnaryOperator f) {
        return simpson(
                u -> {
                    double x = Math.exp(u);
                    double both =
                            Math.pow(NormalDistribution.below(x), k - 1)
                                    + Math.pow(NormalDistribution.below(-x), k - 1);
                    return f.applyAsDouble(u) * x * k * NormalDistribution.density(x) * both;
                },
                -40,
                3,
                20_000);
    }

    @Test
    void isLinearForTwoPieces() {
        for (int d : new int[] {1, 4, 64}) {
            for (double s : ORDERS) {
                assertThat(FractionalMoment.maxout(2).scale(d, s))
                        .isEqualTo(FractionalMoment.linear().scale(d, s));
            }
            // by quadrature, as for more pieces
            assertSame(new LaplaceNorm(new MaximumOutput(2), d), GammaMixture.linear(d), 1e-11);
        }
    }

    @ParameterizedTest(name = "K = {0}, v = {1}")
    @CsvSource({
        // reference values, computed by independent quadrature in Python
        "2, 2",
        "3, 1.5775793937",
        "4, 1.2392770",
        "5, 1.0133479519",
        "8, .6652162852"
    })
    void knowsTheRelativeVariance(int k, String v) {
        assertPrinted(new MaximumOutput(k).relativeVariance(), v);
    }

    @Test
    void approachesTheExpansion() {
        // sigma^2 = (1 + (2 - s) v / (4 d)) / (d mu) up to d^-2, with a factor below 10
        for (SquaredOutput output :
                new SquaredOutput[] {
                    new LeakyOutput(1),
                    new LeakyOutput(0.3),
                    new RandomizedOutput(0, 2),
                    new MaximumOutput(5)
                }) {
            for (int d : new int[] {100, 10_000, 1_000_000}) {
                for (double s : ORDERS) {
                    double sigma2 =
                            Math.exp(-new LaplaceNorm(output, d).logMomentRate(s / 2))
                                    * d
                                    * output.mean();
                    double expansion = 1 + (2 - s) * output.relativeVariance() / (4.0 * d);
                    assertThat(sigma2)
                            .isCloseTo(expansion, within(10.0 / ((double) d * d) + 1e-11));
                }
            }
        }
        // the printed example: slope 0.3, d = 16, s = 1
        LeakyOutput leaky = new LeakyOutput(0.3);
        double sigma2 = (1 + leaky.relativeVariance() / 64) / (16 * leaky.mean());
        assertPrinted(Math.sqrt(sigma2), "0.3492983876");
    }

    @Test
    void isContinuous() {
        FractionalMoment[] laws = {
            FractionalMoment.linear(),
            FractionalMoment.leakyRelu(0.2),
            FractionalMoment.randomizedLeakyRelu(0.1, 0.4),
            FractionalMoment.maxout(5)
        };
        for (FractionalMoment law : laws) {
            for (int d : new int[] {1, 20}) {
                assertRelative(law.scale(d, 1e-13), law.zeroDriftScale(d), 1e-12);
                assertRelative(law.scale(d, 2 - 1e-13), law.scale(d, 2), 1e-12);
                assertThat(law.scale(d, 0.5)).isGreaterThan(law.scale(d, 1.5));
                assertThat(law.logNorm(d).drift(law.zeroDriftScale(d))).isCloseTo(0, within(1e-14));
            }
        }
        // ReLU: 2^-100 of the networks end, which the scale does not see unless s is tiny
        FractionalMoment relu = FractionalMoment.relu();
        assertRelative(relu.scale(100, 1e-13), relu.zeroDriftScale(100), 1e-12);
        assertThat(relu.scale(4, 0.001)).isGreaterThan(1e20);
        // slopes that hardly differ are one slope, up to the variance of the slope
        assertRelative(
                FractionalMoment.randomizedLeakyRelu(0.3, 0.3 + 1e-9).scale(16, 1),
                FractionalMoment.leakyRelu(0.3).scale(16, 1),
                1e-9);
        assertRelative(
                FractionalMoment.randomizedLeakyRelu(0.3, 0.3).scale(16, 1),
                FractionalMoment.leakyRelu(0.3).scale(16, 1),
                1e-15);
        // a slope so small that it only matters where all units are negative
        assertRelative(FractionalMoment.leakyRelu(1e-9).scale(60, 1), relu.scale(60, 1), 1e-11);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"relu", "leaky", "rrelu", "maxout"})
    void agreesWithSimulation(String law) {
        // 5 standard errors: a false alarm in 1 of 1.7 million runs, if the seed were drawn anew.
        long seed = 31415926;
        SplittableRandom random = new SplittableRandom(seed);
        FractionalMoment moment =
                "maxout".equals(law) ? FractionalMoment.maxout(3) : law(law, 0.2, 0.9);
        int d = 8;
        int draws = 100_000;
        double power = 0;
        double powers = 0;
        double log = 0;
        double logs = 0;
        int alive = 0;
        for (int i = 0; i < draws; i++) {
            double norm = 0;
            for (int j = 0; j < d; j++) {
                double y = output(law, random);
                norm += y * y;
            }
            double root = Math.sqrt(norm);
            power += root;
            powers += norm;
            if (root > 0) {
                alive++;
                log += Math.log(root);
                logs += Math.log(root) * Math.log(root);
            }
        }
        double mean = power / draws;
        double error = Math.sqrt((powers / draws - mean * mean) / draws);
        assertThat(1 / moment.scale(d, 1)).as("seed %d", seed).isCloseTo(mean, within(5 * error));
        LogNorm norm = moment.logNorm(d);
        double logMean = log / alive;
        double variance = logs / alive - logMean * logMean;
        assertThat(norm.mean())
                .as("seed %d", seed)
                .isCloseTo(logMean, within(5 * Math.sqrt(variance / alive)));
        // the fourth central moment of ln ||f(g)|| is below 9 times the squared variance here
        assertThat(norm.variance())
                .as("seed %d", seed)
                .isCloseTo(variance, within(5 * variance * Math.sqrt(8.0 / alive)));
        double dead = norm.extinction();
        assertThat((double) (draws - alive) / draws)
                .as("seed %d", seed)
                .isCloseTo(dead, within(5 * Math.sqrt(dead * (1 - dead) / draws)));
    }

    private static double output(String law, SplittableRandom random) {
        double g = random.nextGaussian();
        if ("maxout".equals(law)) {
            return Math.max(g, Math.max(random.nextGaussian(), random.nextGaussian()));
        }
        double slope =
                switch (law) {
                    case "relu" -> 0;
                    case "leaky" -> 0.2;
                    default -> 0.2 + 0.7 * random.nextDouble();
                };
        return g > 0 ? g : slope * g;
    }

    @ParameterizedTest(name = "t = {0}")
    @ValueSource(doubles = {-0.4, -0.24, 1e-9, 0.1, 0.2499, 0.25, 3, 1e4})
    void transformsAgreeWithClosedForms(double t) {
        // orthant probabilities of 2 and 3 normal variables of correlation r^2 / (1 + r^2)
        double r = 1 / Math.sqrt(1 + 2 * t);
        double angle = Math.asin(1 / (2 * (1 + t)));
        double three = 3 * r * (0.25 + angle / (2 * Math.PI));
        double four = 4 * r * (0.125 + 3 * angle / (4 * Math.PI));
        assertThat(new MaximumOutput(3).complement(t)).isCloseTo(1 - three, within(1e-14 * r * 9));
        assertThat(new MaximumOutput(4).complement(t)).isCloseTo(1 - four, within(1e-14 * r * 9));
        // K = 2 against the density
        double two =
                simpson(
                        x ->
                                Math.exp(-t * x * x)
                                        * 2
                                        * NormalDistribution.density(x)
                                        * NormalDistribution.below(x),
                        -20,
                        20,
                        200_000);
        assertThat(new MaximumOutput(2).complement(t)).isCloseTo(1 - two, within(1e-12 * r));
        if (t > 0) {
            // randomized slopes: the mean over slopes, by Simpson's rule
            double mean = simpson(a -> new LeakyOutput(a).complement(t), 0.1, 2.1, 20_000) / 2;
            assertRelative(new RandomizedOutput(0.1, 2.1).complement(t), mean, 1e-11);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 2.0001, Double.NaN})
    void refusesOtherOrders(double s) {
        assertThatThrownBy(() -> FractionalMoment.relu().scale(4, s))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("s is " + s)
                .hasMessageContaining("(0, 2]");
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        assertThatThrownBy(() -> FractionalMoment.relu().scale(0, 1))
                .hasMessageContaining("outputs is 0");
        assertThatThrownBy(() -> FractionalMoment.relu().zeroDriftScale(1_000_001))
                .hasMessageContaining("1000001");
        assertThatThrownBy(() -> FractionalMoment.leakyRelu(Double.NaN))
                .hasMessageContaining("slope is NaN");
        assertThatThrownBy(() -> FractionalMoment.randomizedLeakyRelu(0.5, 0.2))
                .hasMessageContaining("lowest is 0.5");
        assertThatThrownBy(() -> FractionalMoment.randomizedLeakyRelu(-0.5, 0.2))
                .hasMessageContaining("lowest is -0.5");
        assertThatThrownBy(() -> FractionalMoment.randomizedLeakyRelu(0.5, 200))
                .hasMessageContaining("highest is 200");
        assertThatThrownBy(() -> FractionalMoment.maxout(0)).hasMessageContaining("pieces is 0");
        assertThatThrownBy(() -> new LogNorm(0, 1, 0).drift(0)).hasMessageContaining("sigma is 0");
    }
}
