// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.activation.Activations;
import io.github.djlmaxout.diagnostics.activation.Pieces;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.diagnostics.weight.Updates;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.List;
import java.util.Map;

/** The listener works on networks of all kinds, and refuses what it cannot see. */
class AnyNetworkTest {

    private static final int STEPS = 12;

    private static InMemorySink watch(String engine, SequentialBlock network, Shape input) {
        InMemorySink sink = InMemorySink.create();
        DiagnosticsListener listener =
                DiagnosticsListener.builder()
                        .preset(Preset.ENTRIES, Schedule.every(1))
                        .addSink(sink)
                        .optTitle("any")
                        .optManifest(Map.of("seed", "7"))
                        .build();
        try (WatchedTraining training =
                new WatchedTraining(engine, network, input, WatchedTraining.sgd(0.05f), listener)) {
            training.steps(STEPS);
        }
        return sink;
    }

    private static ScalarObservation first(InMemorySink sink, String series, String layer) {
        List<ScalarObservation> all = sink.scalars(series, Place.layer(layer));
        assertThat(all).as("%s of %s", series, layer).isNotEmpty();
        return all.get(0);
    }

    /** Layers have the names of the block tree, and what theory expects stands beside. */
    @OnEachEngine
    void predictedAndMeasured(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(MaxoutLinear.builder().setUnits(256).setPieces(3).build())
                        .add(
                                new SequentialBlock()
                                        .add(
                                                MaxoutLinear.builder()
                                                        .setUnits(256)
                                                        .setPieces(3)
                                                        .build()))
                        .add(Linear.builder().setUnits(3).build());
        InMemorySink sink = watch(engine, network, new Shape(64, 128));
        for (String layer : List.of("01MaxoutLinear", "02SequentialBlock/01MaxoutLinear")) {
            ScalarObservation moment = first(sink, Activations.SECOND_MOMENT, layer);
            // The mean over 32 samples of a layer of 256 units: 5 standard errors of its law.
            assertThat(moment.value() / moment.expected()).as(layer).isBetween(0.7, 1.4);
            assertThat(first(sink, Pieces.use(0), layer).expected()).isEqualTo(1.0 / 3);
            ScalarObservation ratio = first(sink, GradientNorms.GRADIENT_NORM_RATIO, layer);
            // Predicted for independent cotangents of all samples; those of a loss are not, and
            // their parts cancel in early layers more than in the last.
            assertThat(ratio.value() / ratio.expected()).as(layer).isBetween(0.1, 10.0);
        }
        // The update of the last step cannot be known.
        assertThat(sink.scalars(Updates.UPDATE_RATIO, Place.NETWORK)).hasSize(STEPS - 1);
        assertThat(sink.run().orElseThrow().title()).isEqualTo("any");
        assertThat(sink.run().orElseThrow().manifest())
                .containsEntry("seed", "7")
                .containsKey("engine");
        assertThat(sink.run().orElseThrow().layers()).hasSize(3);
    }

    /** DJL's recurrent blocks add their states to the list of the batch itself. */
    @OnEachEngine
    void aRecurrentFirstBlock(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(LSTM.builder().setStateSize(6).setNumLayers(1).build())
                        .add(MaxoutLinear.builder().setUnits(4).setPieces(2).build())
                        .add(Blocks.batchFlattenBlock())
                        .add(Linear.builder().setUnits(3).build());
        InMemorySink sink = watch(engine, network, new Shape(8, 5, 4));
        assertThat(sink.scalars(Activations.SECOND_MOMENT, Place.layer("01LSTM"))).hasSize(STEPS);
        assertThat(sink.scalars(Pieces.TIES, Place.layer("02MaxoutLinear"))).hasSize(STEPS);
        assertThat(first(sink, GradientNorms.GRADIENT_NORM, "01LSTM").value()).isPositive();
    }

    @OnEachEngine
    void severalDevicesAreRefused(String engine) {
        Device[] devices = {Device.gpu(0), Device.gpu(1)};
        try (Model model = Model.newInstance("several", engine)) {
            model.setBlock(new SequentialBlock().add(Linear.builder().setUnits(3).build()));
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(Loss.l2Loss())
                            .optDevices(devices)
                            .addTrainingListeners(DiagnosticsListener.builder().build());
            assertThatThrownBy(() -> model.newTrainer(config))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("2 devices")
                    .hasMessageContaining("WatchedOptimizer.wrap(optimizer)");
        }
    }
}
