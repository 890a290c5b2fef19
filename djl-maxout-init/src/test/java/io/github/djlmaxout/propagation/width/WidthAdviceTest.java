// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

import static io.github.djlmaxout.propagation.Printed.assertRelative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

class WidthAdviceTest {

    private static final WidthBound FIVE = WidthBound.maxout(5);

    @Test
    void allFourAnswersAreOne() {
        for (int depth : new int[] {1, 10}) {
            for (WidthBound bound : new WidthBound[] {FIVE, WidthBound.relu()}) {
                WidthAdvice advice = WidthAdvice.leastWidth(bound, depth, 1000, 0.5, 0.95);
                long width = advice.width();
                assertThat(confidence(bound, depth, 1000, width)).isGreaterThanOrEqualTo(0.95);
                assertThat(confidence(bound, depth, 1000, width - 1)).isLessThan(0.95);
                double least =
                        WidthAdvice.leastTolerance(bound, depth, 1000, 0.95, width).tolerance();
                assertThat(least).isBetween(0.45, 0.5 + 1e-5);
                assertRelative(
                        WidthAdvice.confidence(bound, depth, 1000, least, width).confidence(),
                        0.95,
                        1e-4);
                long samples = WidthAdvice.mostSamples(bound, depth, 0.5, 0.95, width).samples();
                assertThat(samples).isBetween(1000L, 1500L);
                assertThat(confidence(bound, depth, samples, width)).isGreaterThanOrEqualTo(0.95);
                assertThat(confidence(bound, depth, samples + 1, width)).isLessThan(0.95);
            }
        }
    }

    private static double confidence(WidthBound bound, int depth, long samples, long width) {
        return WidthAdvice.confidence(bound, depth, samples, 0.5, width).confidence();
    }

    @Test
    void isTheUnionBoundWhereThatIsBest() {
        // two pieces: I(e) = (e - ln(1 + e)) / 2; one layer may grow by 1.5 or shrink by 1/1.5
        double failure =
                7
                        * (Math.exp(-200 * chiSquareRate(0.5))
                                + Math.exp(-200 * chiSquareRate(-1.0 / 3)));
        WidthAdvice advice = WidthAdvice.confidence(WidthBound.maxout(2), 1, 7, 0.5, 200);
        assertRelative(1 - advice.confidence(), failure, 1e-9);
    }

    @Test
    void usesThatDeviationsCancel() {
        // Two pieces, 30 layers, a factor 2: the sum of all layers upwards; downwards the best of
        // the chords on |Q - 1| <= h whose offset is a given part of the tolerance.
        double a = Math.log(2) / 30;
        int n = 2_000;
        double down = 1;
        for (double part : new double[] {0.02, 0.05, 0.1, 0.2, 0.35, 0.5}) {
            double h = Math.sqrt(1 - Math.exp(-2 * part * a));
            double slope = 0.5 * Math.log((1 + h) / (1 - h)) / h;
            // the chord bounds -ln, with equality at its ends
            for (int i = -10; i <= 10; i++) {
                double q = 1 + h * i / 10;
                assertThat(slope * (1 - q) + part * a).isGreaterThan(-Math.log(q) - 1e-14);
            }
            double all = Math.exp(-30 * n * chiSquareRate(-(1 - part) * a / slope));
            down = Math.min(down, all + 60 * Math.exp(-n * chiSquareRate(h)));
        }
        double up = Math.exp(-30 * n * chiSquareRate(a));
        double actual = 1 - WidthAdvice.confidence(WidthBound.maxout(2), 30, 1, 1, n).confidence();
        // 1 - confidence has an absolute error of 1e-16
        assertThat(actual).isCloseTo(up + down, within(1e-9 * (up + down) + 2e-16));
        assertThat(down).isBetween(up, 0.1);
        // the width grows in proportion to the depth, not to its square
        long shallow = WidthAdvice.leastWidth(FIVE, 20, 1000, 0.5, 0.95).width();
        long deep = WidthAdvice.leastWidth(FIVE, 80, 1000, 0.5, 0.95).width();
        assertThat((double) deep / shallow).isBetween(3.5, 4.5);
    }

    private static double chiSquareRate(double e) {
        return (e - Math.log1p(e)) / 2;
    }

    @Test
    void keepsItsPromise() {
        // With the promised 0.9, fewer than 0.9 - 5 standard errors of 200 runs would be a false
        // alarm in 1 of 3.5 million runs; the bound is not tight, so all are expected to hold.
        long seed = 5772156;
        SplittableRandom random = new SplittableRandom(seed);
        int depth = 3;
        WidthAdvice advice = WidthAdvice.leastWidth(WidthBound.maxout(3), depth, 1, 1, 0.9);
        double mu = new MaximumOutput(3).mean();
        int kept = 0;
        for (int run = 0; run < 200; run++) {
            double norm = 1;
            boolean inside = true;
            for (int layer = 0; layer < depth; layer++) {
                double sum = 0;
                for (long i = 0; i < advice.width(); i++) {
                    double max = random.nextGaussian();
                    max = Math.max(max, random.nextGaussian());
                    max = Math.max(max, random.nextGaussian());
                    sum += max * max;
                }
                norm *= sum / (mu * advice.width());
                inside &= norm >= 0.5 && norm <= 2;
            }
            kept += inside ? 1 : 0;
        }
        assertThat(kept / 200.0)
                .as("seed %d", seed)
                .isGreaterThanOrEqualTo(0.9 - 5 * Math.sqrt(0.09 / 200));
    }

    @Test
    void readsAsASentence() {
        assertThat(new WidthAdvice("maxout layers of 5 pieces", 10, 1000, 0.5, 0.95, 12345))
                .hasToString(
                        "10 maxout layers of 5 pieces, at least 12345 units wide, keep the squared"
                                + " norm of each of 1000 inputs within a factor of 1.5 with"
                                + " probability 0.95.");
        assertThat(WidthAdvice.confidence(FIVE, 2, 1, 1, 10_000).toString())
                .startsWith("2 maxout layers of 5 pieces")
                .contains("of an input within a factor of 2");
        assertThat(WidthAdvice.leastWidth(WidthBound.maxout(1), 3, 1, 1, 0.5).layers())
                .isEqualTo("linear layers");
    }

    @Test
    void saysWhereTheoryPromisesNothing() {
        WidthAdvice advice = WidthAdvice.confidence(WidthBound.relu(), 50, 1000, 0.1, 64);
        assertThat(advice.confidence()).isZero();
        assertThat(advice)
                .hasToString(
                        "Theory promises nothing for 50 ReLU layers, at least 64 units wide: make"
                                + " them wider.");
        WidthAdvice none = WidthAdvice.mostSamples(WidthBound.relu(), 50, 0.1, 0.9, 64);
        assertThat(none.samples()).isZero();
        assertThat(none.toString()).startsWith("Theory promises nothing");
        WidthAdvice vast = WidthAdvice.leastTolerance(WidthBound.relu(), 2, 1000, 0.9, 3);
        assertThat(vast.tolerance()).isInfinite();
        assertThat(vast.toString()).startsWith("Theory promises nothing");
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        assertThatThrownBy(() -> WidthAdvice.leastWidth(FIVE, 0, 1, 1, 0.5))
                .hasMessageContaining("depth is 0");
        assertThatThrownBy(() -> WidthAdvice.leastWidth(FIVE, 1, 0, 1, 0.5))
                .hasMessageContaining("samples is 0");
        assertThatThrownBy(() -> WidthAdvice.leastWidth(FIVE, 1, 1, 0, 0.5))
                .hasMessageContaining("tolerance is 0");
        assertThatThrownBy(() -> WidthAdvice.leastWidth(FIVE, 1000, 1, 1e-6, 0.5))
                .hasMessageContaining("tolerance is 1.0E-6");
        assertThatThrownBy(() -> WidthAdvice.leastWidth(FIVE, 1, 1, 100, 0.5))
                .hasMessageContaining("tolerance is 100");
        assertThatThrownBy(() -> WidthAdvice.leastWidth(FIVE, 1, 1, 1, 1))
                .hasMessageContaining("confidence is 1");
        assertThatThrownBy(() -> WidthAdvice.leastTolerance(FIVE, 1, 1, 0.5, 0))
                .hasMessageContaining("width is 0");
        assertThatThrownBy(() -> WidthAdvice.leastTolerance(FIVE, 0, 1, 0.5, 1))
                .hasMessageContaining("depth is 0");
        assertThatThrownBy(() -> WidthAdvice.confidence(FIVE, 1, 1, 1, 0))
                .hasMessageContaining("width is 0");
        assertThatThrownBy(() -> WidthAdvice.mostSamples(FIVE, 1, 1, 0, 5))
                .hasMessageContaining("confidence is 0");
    }
}
