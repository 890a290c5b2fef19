// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.nn.PieceLayout;
import io.github.djlmaxout.nn.PieceStacking;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;

class MaxoutInitializerTest {

    private static final Shape SHAPE = new Shape(3 * 40, 130);

    /** Every law, by the factory that gives it. */
    enum Factory {
        NORMAL,
        UNIFORM,
        TRUNCATED,
        ORTHOGONAL,
        JOINT,
        DELTA,
        NORMALIZED;

        MaxoutInitializer of(long seed) {
            return switch (this) {
                case NORMAL -> MaxoutInitializer.normal(3, seed);
                case UNIFORM -> MaxoutInitializer.uniform(3, seed);
                case TRUNCATED -> MaxoutInitializer.truncatedNormal(3, seed);
                case ORTHOGONAL -> MaxoutInitializer.orthogonal(3, seed);
                case JOINT -> MaxoutInitializer.jointlyOrthogonal(3, seed);
                case DELTA -> MaxoutInitializer.deltaOrthogonal(3, seed);
                case NORMALIZED -> MaxoutInitializer.weightNormalized(3, seed);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void repeatsItselfAndNeverTheSameWeights(Factory factory) {
        MaxoutInitializer one = factory.of(7);
        double[] first = DrawnWeights.of(one, SHAPE);
        double[] second = DrawnWeights.of(one, SHAPE);
        assertThat(countOfEqual(first, second)).isZero();
        MaxoutInitializer again = factory.of(7);
        assertThat(DrawnWeights.of(again, SHAPE)).isEqualTo(first);
        assertThat(DrawnWeights.of(again, SHAPE)).isEqualTo(second);
        assertThat(countOfEqual(DrawnWeights.of(factory.of(8), SHAPE), first)).isZero();
        for (int piece = 1; piece < 3; piece++) {
            int size = first.length / 3;
            double[] own = Arrays.copyOfRange(first, piece * size, (piece + 1) * size);
            assertThat(countOfEqual(own, Arrays.copyOf(first, size))).isZero();
        }
    }

    private static int countOfEqual(double[] a, double[] b) {
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            count += a[i] == b[i] ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @EnumSource
    void doesNotDependOnTheCores(Factory factory) throws Exception {
        double[][] drawn = new double[2][];
        int[] threads = {1, 4};
        for (int i = 0; i < 2; i++) {
            ForkJoinPool pool = new ForkJoinPool(threads[i]);
            try {
                drawn[i] = pool.submit(() -> DrawnWeights.of(factory.of(7), SHAPE)).get();
            } finally {
                pool.shutdown();
            }
        }
        assertThat(drawn[0]).isEqualTo(drawn[1]);
    }

    @ParameterizedTest
    @EnumSource
    void float32IsFloat64Rounded(Factory factory) {
        double[] doubles = DrawnWeights.of(factory.of(7), SHAPE, DataType.FLOAT64);
        double[] floats = DrawnWeights.of(factory.of(7), SHAPE, DataType.FLOAT32);
        assertThat(floats).isEqualTo(Arrays.stream(doubles).map(v -> (float) v).toArray());
    }

    /** Row k * units + u of one layout is row u * K + k of the other. */
    @ParameterizedTest
    @EnumSource
    void aPieceOfAUnitDoesNotDependOnTheLayout(Factory factory) {
        double[] byPiece = DrawnWeights.of(factory.of(7), SHAPE);
        double[] byUnit =
                DrawnWeights.of(factory.of(7).withLayout(PieceLayout.UNIT_MAJOR, 1), SHAPE);
        for (int unit = 0; unit < 40; unit++) {
            for (int piece = 0; piece < 3; piece++) {
                int from = (piece * 40 + unit) * 130;
                int to = (unit * 3 + piece) * 130;
                assertThat(Arrays.copyOfRange(byUnit, to, to + 130))
                        .isEqualTo(Arrays.copyOfRange(byPiece, from, from + 130));
            }
        }
    }

    /** With groups: group, then piece, then unit within the group. */
    @Test
    void aPieceOfAUnitDoesNotDependOnTheGroupsWhereWeightsAreIndependent() {
        double[] plain = DrawnWeights.of(MaxoutInitializer.normal(3, 7), SHAPE);
        double[] grouped =
                DrawnWeights.of(
                        MaxoutInitializer.normal(3, 7).withLayout(PieceLayout.PIECE_MAJOR, 4),
                        SHAPE);
        for (int unit = 0; unit < 40; unit++) {
            for (int piece = 0; piece < 3; piece++) {
                int from = (piece * 40 + unit) * 130;
                int to = ((unit / 10 * 3 + piece) * 10 + unit % 10) * 130;
                assertThat(Arrays.copyOfRange(grouped, to, to + 130))
                        .isEqualTo(Arrays.copyOfRange(plain, from, from + 130));
            }
        }
    }

    @Test
    void ofALayerAlwaysDrawsTheSame() {
        MaxoutInitializer fixed =
                MaxoutInitializer.forLayer(
                        IndependentLaw.NORMAL, PieceStacking.of(3), Spread.ofDeviation(2), 7, 1);
        MaxoutInitializer counting = MaxoutInitializer.normal(3, 7).withDeviation(2);
        double[] first = DrawnWeights.of(counting, SHAPE);
        double[] second = DrawnWeights.of(counting, SHAPE);
        assertThat(DrawnWeights.of(fixed, SHAPE)).isEqualTo(second).isNotEqualTo(first);
        assertThat(DrawnWeights.of(fixed, SHAPE)).isEqualTo(second);
    }

    @Test
    void aRefusedShapeTakesNoStream() {
        MaxoutInitializer initializer = MaxoutInitializer.normal(3, 7);
        assertThatThrownBy(() -> DrawnWeights.of(initializer, new Shape(4, 4)))
                .hasMessage(
                        "4 rows are not divisible by 3 pieces: give the initializer the layer's"
                                + " number of pieces.");
        assertThat(DrawnWeights.of(initializer, SHAPE))
                .isEqualTo(DrawnWeights.of(MaxoutInitializer.normal(3, 7), SHAPE));
    }

    @Test
    void refusesWhatNativeCodeWouldChokeOn() {
        MaxoutInitializer normal = MaxoutInitializer.normal(3, 7);
        assertRefused(() -> normal.next(SHAPE, DataType.BFLOAT16), "bfloat16", "float32");
        assertRefused(() -> normal.next(new Shape(3), DataType.FLOAT32), "(3)", "2 axes");
        assertRefused(() -> normal.next(new Shape(3, 0), DataType.FLOAT32), "(3, 0)", "at least 1");
        assertRefused(() -> normal.next(new Shape(0, 3), DataType.FLOAT32), "at least 1");
        assertRefused(() -> normal.next(new Shape(3, -1), DataType.FLOAT32), "at least 1");
        assertRefused(
                () -> normal.next(new Shape(3_000_000, 3_000_000), DataType.FLOAT32),
                "36000000000000 bytes",
                "2147483647");
        assertRefused(
                () ->
                        normal.withLayout(PieceLayout.PIECE_MAJOR, 2)
                                .next(new Shape(9, 3), DataType.FLOAT32),
                "9 rows",
                "3 pieces times 2 groups");
        assertRefused(
                () -> normal.withDeviation(1e-40).next(SHAPE, DataType.FLOAT32),
                "1.0E-40",
                "float");
        assertRefused(() -> normal.withDeviation(1e40).next(SHAPE, DataType.FLOAT32), "1.0E40");
    }

    @Test
    void refusesBadConstants() {
        assertRefused(() -> MaxoutInitializer.normal(0, 1), "pieces is 0", "at least 1");
        assertRefused(() -> MaxoutInitializer.normal(1001, 1), "1001");
        MaxoutInitializer normal = MaxoutInitializer.normal(3, 7);
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertRefused(() -> normal.withVarianceFactor(bad), "variance factor is " + bad);
            assertRefused(() -> normal.withDeviation(bad), "standard deviation is " + bad);
        }
        assertRefused(() -> normal.withLayout(PieceLayout.UNIT_MAJOR, 0), "groups is 0");
        assertThatThrownBy(() -> normal.withLayout(null, 1))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("layout");
    }

    private static void assertRefused(Runnable action, String... parts) {
        assertThatThrownBy(action::run)
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void namesWhatItDraws() {
        assertThat(MaxoutInitializer.weightNormalized(2, 7).withVarianceFactor(0.5))
                .hasToString("DIRECTION, 2 pieces, PIECE_MAJOR, c = 0.5, seed 7");
        assertThat(MaxoutInitializer.uniform(2, 7).withDeviation(0.5).toString())
                .startsWith("UNIFORM")
                .contains("standard deviation 0.5");
    }
}
