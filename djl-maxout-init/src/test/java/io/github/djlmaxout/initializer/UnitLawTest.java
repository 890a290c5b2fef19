// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

class UnitLawTest {

    private static final int PIECES = 5;
    private static final int FAN_IN = 12;

    private static UnitLaw.Unit draw(UnitLaw law, int unit) {
        return law.draw(DrawStream.of(3), unit, PIECES, FAN_IN, 0.4);
    }

    private static double length(double[] vector) {
        return Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum());
    }

    /**
     * The published steps one by one, on the same normal variables: draw with the deviation of the
     * maxout-He law, divide both by {@code norm(weight + [bias])}, fold and shift the bias.
     */
    @Test
    void theSphereAsPublishedFollowsThePublishedSteps() {
        for (int unit = 0; unit < 20; unit++) {
            UnitLaw.Unit drawn = draw(SphereLaw.AS_PUBLISHED, unit);
            for (int k = 0; k < PIECES; k++) {
                double deviation = Math.sqrt(.5555 / FAN_IN);
                ContinuousSampler normal =
                        ZigguratSampler.NormalizedGaussian.of(
                                DrawStream.of(3).child(k).child(unit).generator());
                double[] weight = new double[FAN_IN];
                for (int i = 0; i < FAN_IN; i++) {
                    weight[i] = deviation * normal.sample();
                }
                double bias = deviation * normal.sample();
                double[] sum = new double[FAN_IN];
                for (int i = 0; i < FAN_IN; i++) {
                    sum[i] = weight[i] + bias;
                }
                double norm = length(sum);
                for (int i = 0; i < FAN_IN; i++) {
                    assertThat(drawn.weights()[k][i]).isCloseTo(weight[i] / norm, within(1e-14));
                }
                assertThat(drawn.biases()[k])
                        .isCloseTo(
                                Math.abs(bias / norm) - 1 / Math.sqrt(PIECES * FAN_IN),
                                within(1e-14));
            }
        }
    }

    @Test
    void theCorrectedSphereHasUnitLength() {
        double shift = 1 / Math.sqrt(PIECES * FAN_IN);
        for (int unit = 0; unit < 20; unit++) {
            UnitLaw.Unit right = draw(SphereLaw.CORRECTED, unit);
            UnitLaw.Unit published = draw(SphereLaw.AS_PUBLISHED, unit);
            for (int k = 0; k < PIECES; k++) {
                double bias = right.biases()[k] + shift;
                assertThat(Math.hypot(length(right.weights()[k]), bias))
                        .isCloseTo(1, within(1e-14));
                assertThat(bias).isNotNegative();
                double wrong =
                        Math.hypot(length(published.weights()[k]), published.biases()[k] + shift);
                assertThat(wrong).isNotCloseTo(1, within(1e-6));
            }
        }
    }

    /**
     * All pieces of a unit lie on one line through zero, at cos(pi (j + 1) / K) times the common
     * direction, and the biases at the sines, up to noise of deviation 0.01 in the angles: 0.06 is
     * six of them, exceeded once in 5e8 angles, of which there are 2,000. K = 5 has no piece at a
     * right angle, where the ratio of lengths would say nothing.
     */
    @Test
    void manyRegionsAreTangentsOfAHyperbola() {
        double noise = 0;
        for (int unit = 0; unit < 200; unit++) {
            UnitLaw.Unit drawn = draw(ManyRegionsLaw.INSTANCE, unit);
            // The last angle is pi: minus the direction, up to 1 - cos of the noise.
            double[] last = drawn.weights()[PIECES - 1];
            double square = length(last) * length(last);
            for (int j = 0; j < PIECES; j++) {
                double[] row = drawn.weights()[j];
                double along = 0;
                for (int i = 0; i < FAN_IN; i++) {
                    along += row[i] * -last[i] / square;
                }
                for (int i = 0; i < FAN_IN; i++) {
                    assertThat(row[i]).isCloseTo(-along * last[i], within(1e-13));
                }
                double angle = Math.PI * (j + 1) / PIECES;
                assertThat(along).isCloseTo(Math.cos(angle), within(0.06));
                assertThat(drawn.biases()[j]).isCloseTo(Math.sin(angle), within(0.06));
                noise += Math.abs(drawn.biases()[j] - Math.sin(angle));
            }
        }
        assertThat(noise).isPositive();
    }

    /** At the middle between two breakpoints, t = cot(pi (j + 1) / K), piece j is the largest. */
    @Test
    void everyPieceOfManyRegionsIsActive() {
        for (int unit = 0; unit < 200; unit++) {
            UnitLaw.Unit drawn = draw(ManyRegionsLaw.INSTANCE, unit);
            double[] last = drawn.weights()[PIECES - 1];
            double square = length(last) * length(last);
            for (int j = 0; j < PIECES; j++) {
                double t = j == PIECES - 1 ? -20 : 1 / Math.tan(Math.PI * (j + 1) / PIECES);
                double[] values = new double[PIECES];
                for (int k = 0; k < PIECES; k++) {
                    values[k] = drawn.biases()[k];
                    for (int i = 0; i < FAN_IN; i++) {
                        values[k] += drawn.weights()[k][i] * -last[i] * t / square;
                    }
                }
                double most = Arrays.stream(values).max().orElseThrow();
                assertThat(values[j]).as("unit %d, piece %d", unit, j).isEqualTo(most);
            }
        }
    }

    /** The squared length of v over fan-in s^2: chi-square over 12, 2,400 of them. */
    @Test
    void manyRegionsHaveTheGivenDeviation() {
        double sum = 0;
        for (int unit = 0; unit < 200; unit++) {
            double length = length(draw(ManyRegionsLaw.INSTANCE, unit).weights()[PIECES - 1]);
            sum += length * length / (0.16 * FAN_IN * 200);
        }
        assertThat(sum).isCloseTo(1, within(5 * Math.sqrt(2.0 / (200 * FAN_IN))));
    }
}
