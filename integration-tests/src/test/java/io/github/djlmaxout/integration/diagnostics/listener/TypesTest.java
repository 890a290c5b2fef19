// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.activation.Activations;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.internal.Entries;
import io.github.djlmaxout.diagnostics.internal.EuclideanNorm;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.diagnostics.weight.Updates;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.Naive;
import io.github.djlmaxout.nn.MaxoutLinear;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Networks of every type: watched with the right numbers, or refused before anything happens. */
class TypesTest {

    private static final int STEPS = 6;

    private static SequentialBlock network() {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(5).build())
                .add(Activation.reluBlock())
                .add(Linear.builder().setUnits(ConfiguredTraining.CLASSES).build());
    }

    private static Map<String, double[]> train(
            String engine, DataType type, TrainingListener... listeners) {
        DefaultTrainingConfig config =
                ConfiguredTraining.config()
                        .optOptimizer(WatchedTraining.sgd(0.05f))
                        .addTrainingListeners(listeners);
        try (ConfiguredTraining training =
                new ConfiguredTraining(engine, type, network(), config)) {
            training.steps(STEPS);
            return training.values();
        }
    }

    /** Reads each gradient entry by entry. */
    private static final class NaiveNorms extends TrainingListenerAdapter {

        private final List<Double> norms = new ArrayList<>();

        @Override
        public void onTrainingBatch(Trainer trainer, BatchData data) {
            List<Double> all = new ArrayList<>();
            for (Parameter parameter : trainer.getModel().getBlock().getParameters().values()) {
                try (NDArray gradient = parameter.getArray().getGradient()) {
                    for (double entry : ConfiguredTraining.doubles(gradient)) {
                        all.add(entry);
                    }
                }
            }
            norms.add(Naive.norm(all.stream().mapToDouble(Double::doubleValue).toArray()));
        }
    }

    private static void isWatched(String engine, DataType type) {
        InMemorySink sink = InMemorySink.create();
        NaiveNorms naive = new NaiveNorms();
        Map<String, double[]> watched =
                train(
                        engine,
                        type,
                        naive,
                        DiagnosticsListener.builder()
                                .preset(Preset.ENTRIES, Schedule.every(1))
                                .addSink(sink)
                                .build());
        train(engine, type)
                .forEach((name, values) -> assertThat(watched.get(name)).isEqualTo(values));
        assertThat(sink.records()).hasSize(STEPS);
        for (int step = 0; step < STEPS; step++) {
            double expected = naive.norms.get(step);
            // sums of a few dozen squares in double: 1e-13
            assertThat(value(sink, step, GradientNorms.GRADIENT_NORM, Place.NETWORK))
                    .isCloseTo(expected, within(1e-12 * expected));
            assertThat(value(sink, step, Activations.SECOND_MOMENT, Place.layer("01Linear")))
                    .isPositive();
        }
        assertThat(value(sink, 0, Updates.UPDATE_RATIO, Place.layer("01Linear")))
                .isBetween(1e-5, 1.0);
        assertThat(sink.alarms()).isEmpty();
    }

    private static double value(InMemorySink sink, long step, String series, Place place) {
        for (var stepRecord : sink.records()) {
            for (Observation observation : stepRecord.observations()) {
                if (observation instanceof ScalarObservation scalar
                        && scalar.step() == step
                        && scalar.series().equals(series)
                        && scalar.place().equals(place)) {
                    return scalar.value();
                }
            }
        }
        throw new AssertionError("No " + series + " of " + place + " at step " + step);
    }

    /** DJL's trainer reads the sum of the gradients as a float before the first update. */
    @OnEachEngine
    void float64FailsInDjlAndIsWatchedUntilThen(String engine) {
        assertThatThrownBy(() -> train(engine, DataType.FLOAT64))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("float64");
        InMemorySink sink = InMemorySink.create();
        assertThatThrownBy(
                        () ->
                                train(
                                        engine,
                                        DataType.FLOAT64,
                                        DiagnosticsListener.builder()
                                                .preset(Preset.ENTRIES, Schedule.every(1))
                                                .addSink(sink)
                                                .build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("float64");
        assertThat(value(sink, 0, GradientNorms.GRADIENT_NORM, Place.NETWORK)).isPositive();
    }

    /** DJL makes no gradients of it on MXNet. */
    @OnEachEngine
    void float16IsWatchedWhereItTrains(String engine) {
        if ("PyTorch".equals(engine)) {
            isWatched(engine, DataType.FLOAT16);
            return;
        }
        assertThatThrownBy(() -> train(engine, DataType.FLOAT16))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("float16");
        assertThatThrownBy(
                        () ->
                                train(
                                        engine,
                                        DataType.FLOAT16,
                                        DiagnosticsListener.builder().build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The model has the type float16, which cannot be trained through DJL on"
                                + " MXNet: it makes no gradients of that type. Call"
                                + " model.setDataType(DataType.FLOAT32) before newTrainer.");
    }

    /** Without the refusals this would end the process that runs the tests on PyTorch. */
    @OnEachEngine
    void bfloat16IsRefusedBeforeNativeCodeSeesIt(String engine) {
        assertThatThrownBy(
                        () ->
                                train(
                                        engine,
                                        DataType.BFLOAT16,
                                        DiagnosticsListener.builder().build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bfloat16")
                .hasMessageContaining("DataType.FLOAT32");
        MaxoutLinear layer = MaxoutLinear.builder().setUnits(2).setPieces(2).build();
        try (NDManager manager = Engine.getEngine(engine).newBaseManager(Device.cpu())) {
            Parameter weight = layer.getDirectParameters().get("weight");
            weight.setShape(new Shape(4, 3));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> weight.initialize(manager, DataType.BFLOAT16))
                    .withMessageContaining("bfloat16");
            SequentialBlock planned = network();
            InitializationPlan.of(planned, new Shape(2, 6), Scheme.maxout()).apply(planned);
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> planned.initialize(manager, DataType.BFLOAT16, new Shape(2, 6)))
                    .withMessageContaining("bfloat16");
        }
    }

    @Test
    void arraysOfBfloat16AreNotRead() {
        NDArray array =
                (NDArray)
                        Proxy.newProxyInstance(
                                NDArray.class.getClassLoader(),
                                new Class<?>[] {NDArray.class},
                                (proxy, method, arguments) ->
                                        switch (method.getName()) {
                                            case "getDataType" -> DataType.BFLOAT16;
                                            case "getDevice" -> Device.cpu();
                                            case "getShape" -> new Shape(2);
                                            case "size" -> 2L;
                                            case "getSparseFormat" -> null;
                                            default ->
                                                    throw new AssertionError(
                                                            "native code sees bfloat16: " + method);
                                        });
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EuclideanNorm.of(array))
                .withMessageContaining("bfloat16");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Entries.all(array))
                .withMessageContaining("bfloat16");
    }
}
