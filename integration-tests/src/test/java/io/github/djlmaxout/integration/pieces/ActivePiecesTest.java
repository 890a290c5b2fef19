// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.pieces;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.ActivePieces;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.PieceLayout;
import io.github.djlmaxout.nn.PieceScan;
import io.github.djlmaxout.nn.PieceStacking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Active pieces of drawn pre-activations against plain loops, the engine and the gradient. */
class ActivePiecesTest {

    private static final long SEED = 1302;

    /** Samples, units, pieces, positions; the units are divisible by two groups. */
    private static final int[][] SIZES = {
        {1, 2, 1, 1}, {5, 4, 2, 1}, {3, 2, 3, 4}, {2, 6, 5, 3}, {0, 2, 2, 1}
    };

    private static List<PreActivations> drawn(boolean ties) {
        List<PreActivations> all = new ArrayList<>();
        for (int[] sizes : SIZES) {
            for (PieceLayout layout : PieceLayout.values()) {
                for (int groups = 1; groups <= 2; groups++) {
                    Random random = new Random(SEED + all.size());
                    all.add(PreActivations.drawn(random, ties, sizes, layout, groups));
                }
            }
        }
        return all;
    }

    @OnEachEngine
    void countsAsLoopsDo(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (boolean ties : new boolean[] {true, false}) {
                for (PreActivations z : drawn(ties)) {
                    for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT64}) {
                        ActivePieces use =
                                ActivePieces.of(
                                        PieceScan.of(
                                                z.array(manager, type),
                                                1,
                                                new PieceStacking(
                                                        z.pieces(), z.layout(), z.groups())));
                        countsAsLoopsDo(use, z, ties);
                    }
                }
            }
        }
    }

    private static void countsAsLoopsDo(ActivePieces use, PreActivations z, boolean ties) {
        String name = "seed " + SEED + ", ties " + ties + ", " + z.shape() + " " + z.layout();
        long[][] counts = new long[z.units()][z.pieces()];
        long maxima = 0;
        long tied = 0;
        double margins = 0;
        for (int s = 0; s < z.before(); s++) {
            for (int u = 0; u < z.units(); u++) {
                for (int p = 0; p < z.behind(); p++) {
                    int winner = z.winner(s, u, p);
                    double margin = Double.POSITIVE_INFINITY;
                    for (int k = 0; k < z.pieces(); k++) {
                        double below = z.value(s, u, winner, p) - z.value(s, u, k, p);
                        margin = k == winner ? margin : Math.min(margin, below);
                    }
                    counts[u][winner]++;
                    maxima++;
                    tied += margin == 0 ? 1 : 0;
                    margins += margin;
                }
            }
        }
        assertThat(use.units()).as(name).isEqualTo(z.units());
        assertThat(use.pieces()).as(name).isEqualTo(z.pieces());
        assertThat(use.samples()).as(name).isEqualTo((long) z.before() * z.behind());
        for (int u = 0; u < z.units(); u++) {
            for (int k = 0; k < z.pieces(); k++) {
                assertThat(use.count(u, k)).as(name).isEqualTo(counts[u][k]);
            }
        }
        assertThat(use.deadPieces())
                .as(name)
                .isEqualTo(
                        Arrays.stream(counts)
                                .flatMapToLong(Arrays::stream)
                                .filter(c -> c == 0)
                                .count());
        assertThat(use.tieRate()).as(name).isEqualTo(Double.valueOf((double) tied / maxima));
        // the values are small integers: both sums are exact
        assertThat(use.meanMargin())
                .as(name)
                .isEqualTo(Double.valueOf(z.pieces() == 1 ? Double.NaN : margins / maxima));
    }

    /** The engine's own argmax, where no pieces tie. */
    @OnEachEngine
    void agreesWithTheEngine(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (PreActivations z : drawn(false)) {
                if (z.groups() == 2 || z.before() == 0) {
                    continue;
                }
                NDArray array = z.array(manager, DataType.FLOAT32);
                Shape split =
                        z.layout() == PieceLayout.PIECE_MAJOR
                                ? new Shape(z.before(), z.pieces(), z.units(), z.behind())
                                : new Shape(z.before(), z.units(), z.pieces(), z.behind());
                int axis = z.layout() == PieceLayout.PIECE_MAJOR ? 1 : 2;
                long[] expected =
                        array.reshape(split)
                                .argMax(axis)
                                .toType(DataType.INT64, false)
                                .toLongArray();

                NDArray indices = ActivePieces.indices(array, z.pieces(), 1, z.layout());

                assertThat(indices.getDataType()).isEqualTo(DataType.INT64);
                assertThat(indices.getShape())
                        .isEqualTo(new Shape(z.before(), z.units(), z.behind()));
                assertThat(indices.toLongArray()).as("seed " + SEED).isEqualTo(expected);
            }
        }
    }

    /**
     * Where pieces tie too: the gradient of a maximum falls on the active piece, and only there.
     */
    @OnEachEngine
    void theGradientFallsOnTheActivePiece(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (PreActivations z : drawn(true)) {
                if (z.groups() == 2 || z.before() == 0) {
                    continue;
                }
                NDArray array = z.array(manager, DataType.FLOAT32);
                long[] indices =
                        ActivePieces.indices(array, z.pieces(), 1, z.layout()).toLongArray();
                array.setRequiresGradient(true);
                Shape output = new Shape(z.before(), z.units(), z.behind());
                float[] head = new float[(int) output.size()];
                for (int i = 0; i < head.length; i++) {
                    head[i] = i + 1;
                }
                try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                    NDArray y = Maxout.maxout(array, z.pieces(), 1, z.layout());
                    collector.backward(y.mul(manager.create(head, output)).sum());
                }
                double[] gradient = new double[z.values().length];
                float[] actual = array.getGradient().toFloatArray();
                Arrays.setAll(gradient, i -> actual[i]);
                PreActivations slopes =
                        new PreActivations(
                                gradient,
                                z.before(),
                                z.units(),
                                z.pieces(),
                                z.behind(),
                                z.layout(),
                                1);
                falls(slopes, indices, head);
            }
        }
    }

    private static void falls(PreActivations slopes, long[] indices, float[] head) {
        for (int i = 0; i < indices.length; i++) {
            int position = i % slopes.behind();
            int unit = i / slopes.behind() % slopes.units();
            int sample = i / slopes.behind() / slopes.units();
            for (int k = 0; k < slopes.pieces(); k++) {
                assertThat(slopes.value(sample, unit, k, position))
                        .as("seed %d, output %d of %s, piece %d", SEED, i, slopes.shape(), k)
                        .isEqualTo(k == indices[i] ? head[i] : 0);
            }
        }
    }

    @OnEachEngine
    void combiningIsCountingTogether(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (int[] sizes : SIZES) {
                Random random = new Random(SEED);
                NDArray[] batches = new NDArray[3];
                ActivePieces[] use = new ActivePieces[3];
                for (int i = 0; i < 3; i++) {
                    batches[i] =
                            PreActivations.drawn(random, true, sizes, PieceLayout.UNIT_MAJOR, 1)
                                    .array(manager, DataType.FLOAT64);
                    use[i] = ActivePieces.of(batches[i], sizes[2], 1, PieceLayout.UNIT_MAJOR);
                }
                same(
                        use[0].combine(use[1]).combine(use[2]),
                        use[0].combine(use[1].combine(use[2])));
                same(use[0].combine(use[1]), use[1].combine(use[0]));
                if (sizes[0] > 0) {
                    NDArray together = batches[0].concat(batches[1]).concat(batches[2]);
                    same(
                            use[0].combine(use[1]).combine(use[2]),
                            ActivePieces.of(together, sizes[2], 1, PieceLayout.UNIT_MAJOR));
                }
            }
        }
    }

    private static void same(ActivePieces a, ActivePieces b) {
        assertThat(a.samples()).isEqualTo(b.samples());
        for (int u = 0; u < a.units(); u++) {
            for (int k = 0; k < a.pieces(); k++) {
                assertThat(a.count(u, k)).isEqualTo(b.count(u, k));
            }
        }
        assertThat(a.tieRate()).isEqualTo(Double.valueOf(b.tieRate()));
        // margins of small integers: their sums are exact in any order
        assertThat(a.meanMargin()).isEqualTo(Double.valueOf(b.meanMargin()));
        assertThat(a.toString()).isEqualTo(b.toString());
    }
}
