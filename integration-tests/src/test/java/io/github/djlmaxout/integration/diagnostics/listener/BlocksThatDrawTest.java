// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.listener.TrainingListener;

import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.activation.Activations;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Blocks that draw in evaluation mode too, as a VAE's sampling does. */
class BlocksThatDrawTest {

    private static final int STEPS = 6;
    private static final Shape INPUT = new Shape(8, 5);

    private static SequentialBlock network(UnaryOperator<NDArray> noise) {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(6).build())
                .add(LambdaBlock.singleton(noise, "noise"))
                .add(Linear.builder().setUnits(3).build());
    }

    private static List<float[]> trained(
            String engine, Block network, TrainingListener... listeners) {
        try (WatchedTraining training =
                new WatchedTraining(engine, network, INPUT, WatchedTraining.sgd(0.1f), listeners)) {
            training.steps(STEPS);
            List<float[]> values = new ArrayList<>();
            for (Parameter parameter : network.getParameters().values()) {
                values.add(parameter.getArray().toFloatArray());
            }
            return values;
        }
    }

    private static void assertSameBits(
            String engine, Supplier<SequentialBlock> networks, boolean leaveOut) {
        List<float[]> expected = trained(engine, networks.get());
        InMemorySink sink = InMemorySink.create();
        SequentialBlock network = networks.get();
        Block noise = network.getChildren().get("02LambdaBlock");
        DiagnosticsListener listener =
                DiagnosticsListener.builder()
                        .preset(Preset.SIGNALS)
                        .optUnprobed(block -> leaveOut && block == noise)
                        .addSink(sink)
                        .build();
        assertThat(trained(engine, network, listener)).containsExactlyElementsOf(expected);
        assertThat(sink.scalars(Activations.SECOND_MOMENT, Place.layer("01Linear"))).isNotEmpty();
        assertThat(sink.scalars(Activations.SECOND_MOMENT, Place.layer("03Linear"))).isEmpty();
        assertThat(sink.scalars(GradientNorms.GRADIENT_NORM, Place.layer("03Linear"))).isNotEmpty();
    }

    /** Nothing has to be said of them: a run ends before it draws. */
    @OnEachEngine
    void fromTheEngineDoNotWhenTheyAreProbed(String engine) {
        assertSameBits(
                engine,
                () -> network(x -> x.add(x.getManager().randomNormal(x.getShape()))),
                false);
    }

    /** What keeps a stream of its own has to be left out. */
    @OnEachEngine
    void fromTheirOwnStreamAreLeftOut(String engine) {
        assertSameBits(
                engine,
                () -> {
                    Random random = new Random(5);
                    return network(x -> x.mul((float) random.nextDouble()));
                },
                true);
    }
}
