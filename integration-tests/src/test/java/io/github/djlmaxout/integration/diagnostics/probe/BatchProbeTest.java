// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.integration.OnEachEngine;

import org.assertj.core.data.Offset;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A probe with a batch of its own. */
class BatchProbeTest {

    private static final long SEED = 3;

    /**
     * How far two passes may be apart that engines compute in different ways: another number of
     * samples, another kind of call. Each is at most {@code n eps / 2} times the sum of the moduli
     * away from the true sum of its {@code n = 4} terms (Higham, Accuracy and Stability, section
     * 4.2, to first order), and the moduli of the terms, products of Gaussian numbers, sum up to
     * less than 8. Samples differ by some tenths.
     */
    private static final Offset<Double> ROUNDING = within(4 * 8 * (double) Math.ulp(1f));

    private static BatchProbe probe(Block network, NDList batch, int samples) {
        return BatchProbe.of(network, batch, samples, Statistics.RUNNING, Map.of());
    }

    private static double[] output(BatchProbe probe) {
        return Trial.wide(probe.signals().get(0).output());
    }

    @OnEachEngine
    void takesTheFirstSamplesAndKeepsThem(String engine) {
        Block network = Networks.linear(2);
        try (Trial trial = new Trial(engine, network, new Shape(5, 3), DataType.FLOAT32, SEED)) {
            NDArray passing = trial.input().head().duplicate();
            double[] all = trial.evaluated();
            try (BatchProbe few = probe(network, new NDList(passing), 2);
                    BatchProbe whole =
                            probe(network, new NDList(passing), BatchProbe.DEFAULT_SAMPLES)) {
                passing.subi(passing);
                passing.close();
                assertThat(few.signals().get(0).output().getShape()).isEqualTo(new Shape(2, 2));
                assertThat(output(few)).containsExactly(Arrays.copyOf(all, 4), ROUNDING);
                assertThat(output(whole)).containsExactly(all, ROUNDING);
            }
        }
    }

    @OnEachEngine
    void runsOnceUntilForgotten(String engine) {
        Block network = Networks.linear(2);
        try (Trial trial = new Trial(engine, network, new Shape(5, 3), DataType.FLOAT32, SEED);
                BatchProbe probe = probe(network, trial.input(), 5)) {
            List<LayerSignal> signals = probe.signals();
            double[] before = output(probe);
            trial.set(network.getDirectParameters().get("bias"), new double[] {100, 200});
            assertThat(probe.signals()).isSameAs(signals);
            assertThat(output(probe)).containsExactly(before);
            probe.forget();
            // the bias of 200 is part of the sums now
            double large = 200 * (double) Math.ulp(1f);
            assertThat(output(probe)).containsExactly(trial.evaluated(), within(4 * large));
            assertThat(output(probe)[0]).isGreaterThan(50);
        }
    }

    @OnEachEngine
    void freesEverything(String engine) {
        Block network = Networks.convolutional();
        try (Trial trial = new Trial(engine, network, Networks.IMAGES, DataType.FLOAT32, SEED)) {
            NDManager all = trial.manager().getParentManager();
            int before = all.getManagedArrays().size();
            BatchProbe probe = probe(network, trial.input(), 3);
            int batchOnly = all.getManagedArrays().size();
            assertThat(batchOnly).isEqualTo(before + 1);
            for (int i = 0; i < 3; i++) {
                assertThat(probe.signals()).isNotEmpty();
                probe.forget();
                assertThat(all.getManagedArrays()).hasSize(batchOnly);
            }
            assertThat(probe.signals()).isNotEmpty();
            probe.close();
            assertThat(all.getManagedArrays()).hasSize(before);
        }
    }

    @OnEachEngine
    void seesTheLayersOfNetworksWithSeveralInputs(String engine) {
        Block network = new ForeignBlocks.TwoInputs(Networks.linear(2), Networks.linear(2));
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Shape one = new Shape(5, 3);
            network.initialize(manager, DataType.FLOAT32, one, one);
            NDList two = new NDList(manager.ones(one), manager.ones(one));
            try (BatchProbe probe = probe(network, two, 5)) {
                assertThat(probe.signals())
                        .extracting(LayerSignal::layer)
                        .containsExactly("01value", "02opening");
                assertThat(probe.explanation()).isEmpty();
            }
        }
    }

    @OnEachEngine
    void refusesNoSamples(String engine) {
        Block network = Networks.linear(2);
        try (Trial trial = new Trial(engine, network, new Shape(5, 3), DataType.FLOAT32, SEED)) {
            assertThatThrownBy(() -> probe(network, trial.input(), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0 samples");
            assertThatThrownBy(() -> probe(network, new NDList(), 4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no samples");
        }
    }
}
