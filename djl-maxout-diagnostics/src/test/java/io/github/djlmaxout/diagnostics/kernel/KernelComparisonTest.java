// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

/** Alignment and drift against what one would write down, and at the edges. */
class KernelComparisonTest {

    private static final long SEED = 5;
    private static final int SAMPLES = 9;

    private final Random random = new Random(SEED);

    private KernelMatrix random() {
        double[][] rows = new double[SAMPLES][4];
        double[] kernel = new double[SAMPLES * SAMPLES];
        for (double[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = random.nextGaussian() + 0.5;
            }
        }
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < SAMPLES; j++) {
                for (int k = 0; k < 4; k++) {
                    kernel[i * SAMPLES + j] += rows[i][k] * rows[j][k];
                }
            }
        }
        return KernelMatrix.of(SAMPLES, kernel);
    }

    @Test
    void alignmentIsThatOfItsDefinition() {
        KernelMatrix kernel = random();
        int[] classes = {0, 1, 2, 0, 1, 2, 2, 2, 1};
        double[][] k = square(kernel.toArray(0));
        double[][] t = new double[SAMPLES][SAMPLES];
        double[][] targets = new double[SAMPLES][3];
        for (int i = 0; i < SAMPLES; i++) {
            targets[i][classes[i]] = 1;
            for (int j = 0; j < SAMPLES; j++) {
                t[i][j] = classes[i] == classes[j] ? 1 : 0;
            }
        }
        KernelAlignment found = KernelAlignment.withClasses(kernel, classes);
        assertThat(found.plain()).isCloseTo(cosine(k, t), within(1e-14));
        double[][] h = centring();
        double centred = cosine(times(times(h, k), h), times(times(h, t), h));
        assertThat(found.centred()).isCloseTo(centred, within(1e-13));
        KernelAlignment same = KernelAlignment.withTargets(kernel, targets);
        assertThat(same.plain()).isCloseTo(found.plain(), within(1e-15));
        assertThat(same.centred()).isCloseTo(found.centred(), within(1e-14));
    }

    @Test
    void centringMakesCodesOfTwoClassesEqual() {
        KernelMatrix kernel = random();
        int[] classes = {0, 1, 1, 0, 1, 0, 0, 1, 0};
        double[][] signs = new double[SAMPLES][1];
        for (int i = 0; i < SAMPLES; i++) {
            signs[i][0] = 2 * classes[i] - 1;
        }
        KernelAlignment ones = KernelAlignment.withClasses(kernel, classes);
        KernelAlignment both = KernelAlignment.withTargets(kernel, signs);
        assertThat(both.centred()).isCloseTo(ones.centred(), within(1e-13));
        assertThat(Math.abs(both.plain() - ones.plain())).isGreaterThan(0.01);
    }

    @Test
    void theTargetsThemselvesAreAlignedWholly() {
        KernelMatrix perfect = KernelMatrix.of(4, 3, 3, 0, 0, 3, 3, 0, 0, 0, 0, 3, 3, 0, 0, 3, 3);
        KernelAlignment alignment = KernelAlignment.withClasses(perfect, 7, 7, -1, -1);
        assertThat(alignment.plain()).isCloseTo(1, within(1e-15));
        assertThat(alignment.centred()).isCloseTo(1, within(1e-15));
    }

    @Test
    void whatHasNoShapeHasNoAlignment() {
        assertUnknown(KernelAlignment.withClasses(KernelMatrix.of(2, 0, 0, 0, 0), 0, 1));
        double[] broken = {1, Double.NaN, Double.NaN, 1};
        assertUnknown(KernelAlignment.withClasses(KernelMatrix.of(2, broken), 0, 1));
        KernelAlignment one = KernelAlignment.withClasses(KernelMatrix.of(1, 2), 3);
        assertThat(one.plain()).isEqualTo(1);
        assertThat(one.centred()).isNaN();
        // a constant kernel, of numbers that do not sum without rounding
        double[] constant = new double[9];
        Arrays.fill(constant, 0.1);
        assertThat(KernelAlignment.withClasses(KernelMatrix.of(3, constant), 0, 1, 1).centred())
                .isNaN();
        assertThat(KernelAlignment.withClasses(random(), new int[SAMPLES]).centred()).isNaN();
        assertThatThrownBy(() -> KernelAlignment.withClasses(random(), 1, 2))
                .hasMessageContaining("There are 2 targets, but 9 samples");
        assertThatThrownBy(
                        () ->
                                KernelAlignment.withTargets(
                                        KernelMatrix.of(2, 1, 0, 0, 1), new double[][] {{1}, {}}))
                .hasMessageContaining("Sample 1 has 0 targets, but the first has 1");
    }

    private static void assertUnknown(KernelAlignment alignment) {
        assertThat(alignment.plain()).isNaN();
        assertThat(alignment.centred()).isNaN();
    }

    @Test
    void driftIsThatOfItsDefinition() {
        KernelMatrix before = random();
        KernelMatrix now = random();
        double[][] a = square(now.toArray(0));
        double[][] b = square(before.toArray(0));
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < SAMPLES; j++) {
                difference += Math.pow(a[i][j] - b[i][j], 2);
                norm += b[i][j] * b[i][j];
            }
        }
        KernelDrift drift = KernelDrift.between(now, before);
        assertThat(drift.relative()).isCloseTo(Math.sqrt(difference / norm), within(1e-13));
        assertThat(drift.turn()).isCloseTo(1 - cosine(a, b), within(1e-13));
    }

    @Test
    void driftKnowsScaleFromTurn() {
        KernelMatrix kernel = KernelMatrix.of(2, 1, 0.3, 0.3, 1);
        KernelMatrix twice = KernelMatrix.of(2, 2, 0.6, 0.6, 2);
        assertThat(KernelDrift.between(kernel, kernel)).isEqualTo(new KernelDrift(0, 0));
        assertThat(KernelDrift.between(twice, kernel).relative()).isCloseTo(1, within(1e-15));
        assertThat(KernelDrift.between(twice, kernel).turn()).isCloseTo(0, within(1e-15));
    }

    @Test
    void driftAtTheEdges() {
        KernelMatrix zero = KernelMatrix.of(1, 0);
        KernelMatrix one = KernelMatrix.of(1, 1);
        assertThat(KernelDrift.between(zero, zero).relative()).isZero();
        assertThat(KernelDrift.between(zero, zero).turn()).isNaN();
        assertThat(KernelDrift.between(one, zero).relative()).isInfinite();
        assertThat(KernelDrift.between(one, zero).turn()).isNaN();
        assertThat(KernelDrift.between(zero, one).relative()).isEqualTo(1);
        KernelDrift broken = KernelDrift.between(KernelMatrix.of(1, Double.NaN), one);
        assertThat(broken.relative()).isNaN();
        assertThat(broken.turn()).isNaN();
        assertThatThrownBy(() -> KernelDrift.between(one, random()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("differ in samples");
    }

    @Test
    void driftOfSeveralOutputs() {
        KernelMatrix two =
                new KernelMatrix(
                        OutputContraction.PER_OUTPUT,
                        1,
                        1,
                        2,
                        true,
                        new double[] {3},
                        new double[] {4});
        KernelMatrix other =
                new KernelMatrix(
                        OutputContraction.PER_OUTPUT,
                        1,
                        1,
                        2,
                        true,
                        new double[] {3},
                        new double[] {0});
        assertThat(KernelDrift.between(two, other).relative()).isEqualTo(4 / 3.0);
        // of the means, 3.5 and 1
        assertThat(KernelDrift.between(two, KernelMatrix.of(1, 1)).relative()).isEqualTo(2.5);
    }

    private static double[][] centring() {
        double[][] h = new double[SAMPLES][SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < SAMPLES; j++) {
                h[i][j] = (i == j ? 1 : 0) - 1.0 / SAMPLES;
            }
        }
        return h;
    }

    private static double[][] times(double[][] a, double[][] b) {
        double[][] c = new double[SAMPLES][SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < SAMPLES; j++) {
                for (int k = 0; k < SAMPLES; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    private static double cosine(double[][] a, double[][] b) {
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < SAMPLES; j++) {
                product += a[i][j] * b[i][j];
                first += a[i][j] * a[i][j];
                second += b[i][j] * b[i][j];
            }
        }
        return product / Math.sqrt(first * second);
    }

    private static double[][] square(double... values) {
        double[][] square = new double[SAMPLES][];
        for (int i = 0; i < SAMPLES; i++) {
            square[i] = Arrays.copyOfRange(values, i * SAMPLES, (i + 1) * SAMPLES);
        }
        return square;
    }
}
