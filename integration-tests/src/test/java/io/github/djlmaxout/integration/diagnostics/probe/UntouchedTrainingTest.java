// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Probing a network at every step changes neither what it is nor what it becomes. */
class UntouchedTrainingTest {

    private static final int STEPS = 20;
    private static final long SEED = 20240607;

    @OnEachEngine
    void parametersOfARecurrentNetworkAreTheSame(String engine) {
        assertUntouched(engine, Networks::recurrent, Networks.SEQUENCES, false);
    }

    @OnEachEngine
    void parametersOfAConvolutionalNetworkAreTheSame(String engine) {
        assertUntouched(engine, Networks::convolutional, Networks.IMAGES, true);
    }

    private static void assertUntouched(
            String engine, Supplier<Block> network, Shape input, boolean backward) {
        List<float[]> plain = trained(engine, network.get(), input, (training, batch) -> {});
        List<float[]> again = trained(engine, network.get(), input, (training, batch) -> {});
        assertThat(again).as("two plain runs, seed %d", SEED).containsExactly(array(plain));
        try (Probing probing = new Probing(backward)) {
            List<float[]> probed = trained(engine, network.get(), input, probing);
            assertThat(probed).as("a probed run, seed %d", SEED).containsExactly(array(plain));
            assertThat(probing.runs).isEqualTo(STEPS);
        }
    }

    private static float[][] array(List<float[]> values) {
        return values.toArray(new float[0][]);
    }

    private interface Watcher {
        void at(ProbedTraining training, NDList batch);
    }

    /** Runs a probe forward, and a walk of its own backward, in every way there is. */
    private static final class Probing implements Watcher, AutoCloseable {

        private final boolean backward;
        private Optional<BatchProbe> probe = Optional.empty();
        private int runs;

        Probing(boolean backward) {
            this.backward = backward;
        }

        @Override
        public void at(ProbedTraining training, NDList batch) {
            if (probe.isEmpty()) {
                probe =
                        Optional.of(
                                BatchProbe.of(
                                        training.network(),
                                        batch,
                                        4,
                                        Statistics.RUNNING,
                                        Map.of()));
            }
            List<float[]> gradients = training.gradients();
            assertThat(probe.get().signals()).isNotEmpty();
            probe.get().forget();
            if (backward) {
                NetworkWalk walk = NetworkWalk.of(training.network(), batch.getShapes());
                gradient(walk, batch);
                gradient(walk.withStatistics(Statistics.BATCH), batch);
                gradient(walk.withType(DataType.FLOAT64), batch);
            }
            assertThat(training.gradients()).containsExactly(array(gradients));
            runs++;
        }

        private static void gradient(NetworkWalk walk, NDList batch) {
            NDManager manager = batch.head().getManager();
            assertThat(walk.backward(batch, manager.ones(new Shape(6, 3))).layers()).isNotEmpty();
        }

        @Override
        public void close() {
            probe.ifPresent(BatchProbe::close);
        }
    }

    private static List<float[]> trained(
            String engine, Block network, Shape input, Watcher watcher) {
        try (ProbedTraining training = new ProbedTraining(engine, network, input, SEED)) {
            for (int i = 0; i < STEPS; i++) {
                training.step(batch -> watcher.at(training, batch));
            }
            return training.values();
        }
    }
}
