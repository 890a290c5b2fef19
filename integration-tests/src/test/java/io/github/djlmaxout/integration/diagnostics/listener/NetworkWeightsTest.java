// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.gradient.GradientEntries;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.listener.RecordedLoss;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.diagnostics.weight.Distance;
import io.github.djlmaxout.diagnostics.weight.Updates;
import io.github.djlmaxout.diagnostics.weight.WeightNorms;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.HashMap;
import java.util.Map;

/** Weights of a network: each counts once, and those of a plan are the ones that are trained. */
class NetworkWeightsTest {

    private static double norm(Map<String, float[]> values, Map<String, float[]> others) {
        double sum = 0;
        for (Map.Entry<String, float[]> entry : values.entrySet()) {
            float[] other = others.get(entry.getKey());
            for (int i = 0; i < entry.getValue().length; i++) {
                double difference = (double) entry.getValue()[i] - (other == null ? 0 : other[i]);
                sum += difference * difference;
            }
        }
        return Math.sqrt(sum);
    }

    /** The parameters of the second place have another key, and are the same ones. */
    private static Map<String, float[]> once(Map<String, float[]> values) {
        Map<String, float[]> single = new HashMap<>(values);
        single.keySet().removeIf(key -> key.startsWith("04"));
        return single;
    }

    @OnEachEngine
    void aLayerUsedTwiceCountsOnce(String engine) {
        Linear twice = Linear.builder().setUnits(6).build();
        SequentialBlock network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(6).build())
                        .add(twice)
                        .add(Activation.tanhBlock())
                        .add(twice)
                        .add(Linear.builder().setUnits(2).build());
        InMemorySink sink = InMemorySink.create();
        Map<String, float[]> start;
        Map<String, float[]> next;
        try (OwnLoop loop =
                new OwnLoop(
                        engine,
                        network,
                        RecordedLoss.of(Loss.l2Loss()),
                        WatchedTraining.sgd(0.05f),
                        DiagnosticsListener.builder()
                                .preset(Preset.ENTRIES, Schedule.every(1))
                                .addSink(sink)
                                .build())) {
            start = once(loop.values());
            loop.step();
            next = once(loop.values());
            loop.step();
        }
        double moved = norm(next, start);
        // Norms are taken in float64 of float32 values, differences in float32.
        assertThat(first(sink, WeightNorms.WEIGHT_NORM))
                .isCloseTo(norm(start, Map.of()), within(1e-5));
        assertThat(first(sink, Updates.UPDATE_NORM)).isCloseTo(moved, within(1e-5 * moved));
        assertThat(sink.scalars(Distance.WEIGHT_DISTANCE, Place.NETWORK).get(1).value())
                .isCloseTo(moved, within(1e-5 * moved));
        assertThat(sink.run().orElseThrow().manifest())
                .containsEntry("trained parameters", String.valueOf(6 * 6 + 6 + 42 + 6 * 2 + 2));
        assertThat(sink.run().orElseThrow().layers())
                .extracting(LayerInfo::name)
                .containsExactly("01Linear", "02Linear", "05Linear");
        assertThat(sink.scalars(GradientEntries.LARGEST, Place.parameter("04Linear/weight")))
                .isEmpty();
    }

    private static double first(InMemorySink sink, String series) {
        return sink.scalars(series, Place.NETWORK).get(0).value();
    }

    private static SequentialBlock maxout() {
        return new SequentialBlock()
                .add(MaxoutLinear.builder().setUnits(64).setPieces(5).build())
                .add(MaxoutLinear.builder().setUnits(32).setPieces(5).build())
                .add(Linear.builder().setUnits(2).build());
    }

    private static InMemorySink planned(String engine, boolean undone) {
        SequentialBlock network = maxout();
        InitializationPlan plan =
                InitializationPlan.of(network, OwnLoop.INPUT, Scheme.maxout()).withSeed(3);
        plan.apply(network);
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(RecordedLoss.of(Loss.l2Loss()))
                        .optOptimizer(WatchedTraining.sgd(0.01f));
        if (undone) {
            config.optInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);
        }
        InMemorySink sink = InMemorySink.create();
        try (OwnLoop loop =
                new OwnLoop(
                        engine,
                        network,
                        config,
                        DiagnosticsListener.builder().optPlan(plan).addSink(sink).build())) {
            loop.step();
            loop.step();
        }
        return sink;
    }

    @OnEachEngine
    void aPlanThatIsUndoneIsNamed(String engine) {
        assertThat(planned(engine, false).alarms())
                .noneMatch(a -> a.kind().equals(AlarmKind.SETUP));
        Alarm alarm =
                planned(engine, true).alarms().stream()
                        .filter(a -> a.kind().equals(AlarmKind.SETUP))
                        .findFirst()
                        .orElseThrow();
        assertThat(alarm.step()).isZero();
        assertThat(alarm.place()).isEqualTo(Place.layer("01MaxoutLinear"));
        assertThat(alarm.evidence()).contains("was planned").contains("is found");
        assertThat(alarm.cause()).contains("XavierInitializer");
    }
}
