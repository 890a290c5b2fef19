// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.diagnostics.activation.Activations;
import io.github.djlmaxout.diagnostics.activation.Pieces;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Each series of pieces against a twin in plain Java, and in special cases. */
class PiecesTest {

    private static final long SEED = 77;

    private static LayerSignal signal(PreActivations z) {
        return new LayerSignal("m", z.values(), z.values(), 1, 1, Optional.of(z));
    }

    private static void assertMatches(Measured measured, NaivePieces naive) {
        for (int k = 0; k < naive.pieces(); k++) {
            assertThat(measured.value("m", Pieces.use(k))).isEqualTo(naive.use(k));
        }
        // sums of a few hundred numbers of size 1
        assertThat(measured.value("m", Pieces.ENTROPY)).isCloseTo(naive.entropy(), within(1e-12));
        assertThat(measured.value("m", Pieces.DEAD)).isEqualTo(naive.dead());
        assertThat(measured.value("m", Pieces.SHARE_OF_DEAD))
                .isCloseTo(naive.dead() / (naive.units() * naive.pieces()), within(1e-15));
        assertThat(measured.value("m", Pieces.TIES)).isEqualTo(naive.ties());
        assertThat(measured.value("m", Pieces.MARGIN)).isCloseTo(naive.meanMargin(), within(1e-12));
        assertThat(measured.value("m", Pieces.LAG)).isEqualTo(naive.lag());
    }

    @OnEachEngine
    void matchPlainJava(String engine) {
        Random random = new Random(SEED);
        for (List<NaivePieces> pair :
                List.of(
                        List.of(
                                NaivePieces.random(random, 5, 3, 4, 1),
                                NaivePieces.random(random, 5, 3, 4, 1)),
                        List.of(
                                NaivePieces.random(random, 1, 4, 2, 3),
                                NaivePieces.random(random, 1, 4, 2, 3)),
                        List.of(
                                NaivePieces.random(random, 2, 1, 9, 2),
                                NaivePieces.random(random, 2, 1, 9, 2)),
                        List.of(
                                NaivePieces.random(random, 3, 6, 3, 4, 3),
                                NaivePieces.random(random, 3, 6, 3, 4, 3)))) {
            try (NDManager manager = Engine.getEngine(engine).newBaseManager();
                    Pieces alone = new Pieces();
                    Pieces together = new Pieces()) {
                LayerSignal first = signal(pair.get(0).stacked(manager));
                LayerSignal second = signal(pair.get(1).stacked(manager));
                int before = manager.getManagedArrays().size();
                Measured start = Measured.of(List.of(first), alone);
                assertMatches(start, pair.get(0));
                assertThat(start.value("m", Pieces.CHURN)).isNaN();
                Measured next = Measured.of(List.of(second), alone);
                assertMatches(next, pair.get(1));
                assertThat(next.value("m", Pieces.CHURN)).isEqualTo(pair.get(1).churn(pair.get(0)));
                Measured.of(List.of(first), new Activations(), together);
                Measured all = Measured.of(List.of(second), new Activations(), together);
                assertThat(all.observations()).containsAllEntriesOf(next.observations());
                assertThat(manager.getManagedArrays()).as("arrays left open").hasSize(before);
            }
        }
    }

    @OnEachEngine
    void specialCases(String engine) {
        Random random = new Random(SEED);
        NaivePieces single = NaivePieces.random(random, 4, 3, 1, 1);
        Measured one = measured(engine, single);
        assertThat(one.value("m", Pieces.use(0))).isEqualTo(1);
        assertThat(one.value("m", Pieces.ENTROPY)).isZero();
        assertThat(one.value("m", Pieces.DEAD)).isZero();
        assertThat(one.value("m", Pieces.TIES)).isZero();
        assertThat(one.value("m", Pieces.MARGIN)).isNaN();

        Measured zeros = measured(engine, new NaivePieces(new float[3][2][4][1], 1));
        assertThat(zeros.value("m", Pieces.use(0))).isEqualTo(1);
        assertThat(zeros.value("m", Pieces.use(3))).isZero();
        assertThat(zeros.value("m", Pieces.TIES)).isEqualTo(1);
        assertThat(zeros.value("m", Pieces.DEAD)).isEqualTo(6);
        assertThat(zeros.value("m", Pieces.SHARE_OF_DEAD)).isEqualTo(0.75);
        assertThat(zeros.value("m", Pieces.MARGIN)).isZero();

        assertThat(zeros.value("m", Pieces.LAG)).isNaN();
        assertThat(one.value("m", Pieces.LAG)).isNaN();

        NaivePieces remote = NaivePieces.random(random, 8, 3, 3, 2);
        for (float[][][] sample : remote.values()) {
            for (int p = 0; p < 2; p++) {
                sample[1][2][p] -= 1000;
            }
        }
        // other pieces lose by at most 3
        assertThat(measured(engine, remote).value("m", Pieces.LAG)).isGreaterThan(300);

        NaivePieces notANumber = NaivePieces.random(random, 2, 1, 3, 1);
        notANumber.values()[0][0][2][0] = Float.NaN;
        notANumber.values()[1][0][2][0] = Float.NaN;
        Measured nan = measured(engine, notANumber);
        assertThat(nan.value("m", Pieces.use(2))).isEqualTo(1);
        assertThat(nan.value("m", Pieces.MARGIN)).isNaN();
    }

    private static Measured measured(String engine, NaivePieces naive) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager();
                Pieces pieces = new Pieces()) {
            return Measured.of(List.of(signal(naive.stacked(manager))), pieces);
        }
    }

    @OnEachEngine
    void churnNeedsTheSameMaxima(String engine) {
        Random random = new Random(SEED);
        Pieces pieces = new Pieces();
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NaivePieces large = NaivePieces.random(random, 4, 3, 2, 1);
            Measured.of(List.of(signal(large.stacked(manager))), pieces);
            Measured same = Measured.of(List.of(signal(large.stacked(manager))), pieces);
            assertThat(same.value("m", Pieces.CHURN)).isZero();
            NaivePieces small = NaivePieces.random(random, 2, 3, 2, 1);
            Measured other = Measured.of(List.of(signal(small.stacked(manager))), pieces);
            assertThat(other.value("m", Pieces.CHURN)).isNaN();
            pieces.close();
            Measured first = Measured.of(List.of(signal(small.stacked(manager))), pieces);
            assertThat(first.value("m", Pieces.CHURN)).isNaN();
        }
    }
}
