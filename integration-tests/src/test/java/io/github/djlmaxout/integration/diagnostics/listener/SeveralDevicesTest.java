// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;

import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.diagnostics.activation.Activations;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.gradient.TrainingLoss;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.listener.RecordedLoss;
import io.github.djlmaxout.diagnostics.listener.TrainingStoppedException;
import io.github.djlmaxout.diagnostics.listener.WatchedOptimizer;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.diagnostics.weight.Updates;
import io.github.djlmaxout.diagnostics.weight.WeightNorms;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.Naive;
import io.github.djlmaxout.nn.MaxNormOptimizer;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Trainings whose updates are watched: on two devices of the CPU on MXNet, and on the only one on
 * PyTorch, where the numbers must be those that are seen without it.
 */
class SeveralDevicesTest {

    private static final int STEPS = 12;
    private static final float LIMIT = 1.2f;

    /** Two of them that train side by side, or the one that there is. */
    private static Device[] devices(String engine) {
        return "MXNet".equals(engine)
                ? new Device[] {Device.cpu(), Device.of("cpu_pinned", 0)}
                : new Device[] {Device.cpu()};
    }

    private static SequentialBlock network() {
        return new SequentialBlock()
                .add(MaxoutLinear.builder().setUnits(5).setPieces(3).build())
                .add(MaxoutLinear.builder().setUnits(4).setPieces(2).build())
                .add(Linear.builder().setUnits(ConfiguredTraining.CLASSES).build());
    }

    private static SequentialBlock layer() {
        return new SequentialBlock()
                .add(
                        MaxoutLinear.builder()
                                .setUnits(ConfiguredTraining.CLASSES)
                                .setPieces(2)
                                .build());
    }

    private static ConfiguredTraining training(
            String engine, Optimizer optimizer, Device[] devices, TrainingListener... listeners) {
        return training(engine, network(), optimizer, devices, listeners);
    }

    private static ConfiguredTraining training(
            String engine,
            SequentialBlock network,
            Optimizer optimizer,
            Device[] devices,
            TrainingListener... listeners) {
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(RecordedLoss.of(Loss.softmaxCrossEntropyLoss()))
                        .optDevices(devices)
                        .optOptimizer(optimizer)
                        .addTrainingListeners(listeners);
        return new ConfiguredTraining(engine, DataType.FLOAT32, network, config);
    }

    private static DiagnosticsListener listener(WatchedOptimizer optimizer, InMemorySink sink) {
        return DiagnosticsListener.builder()
                .preset(Preset.ENTRIES, Schedule.every(1))
                .optOptimizer(optimizer)
                .addSink(sink)
                .build();
    }

    /** All scalars, in the order of steps, by what they are of. */
    private static Map<String, List<Double>> series(InMemorySink sink) {
        Map<String, List<Double>> series = new LinkedHashMap<>();
        for (StepRecord one : sink.records()) {
            for (Observation observation : one.observations()) {
                if (observation instanceof ScalarObservation scalar) {
                    series.computeIfAbsent(
                                    scalar.series() + " of " + scalar.place(),
                                    key -> new ArrayList<>())
                            .add(scalar.value());
                }
            }
        }
        return series;
    }

    private static List<Double> series(InMemorySink sink, String name) {
        return series(sink).get(name + " of " + Place.NETWORK);
    }

    /** Keeps the norms of what reaches the optimizer, once a step, entry by entry. */
    private static final class NaiveOptimizer extends Optimizer {

        private final Optimizer inner;
        private final Map<String, List<double[]>> gradients = new LinkedHashMap<>();
        private final Map<String, List<double[]>> weights = new LinkedHashMap<>();

        NaiveOptimizer(Optimizer inner) {
            super(new NoSettings());
            this.inner = inner;
        }

        @Override
        public void update(String id, NDArray weight, NDArray grad) {
            keep(gradients, id, grad);
            keep(weights, id, weight);
            inner.update(id, weight, grad);
        }

        private static void keep(Map<String, List<double[]>> all, String id, NDArray array) {
            all.computeIfAbsent(id, key -> new ArrayList<>())
                    .add(ConfiguredTraining.doubles(array));
        }

        static double norm(Map<String, List<double[]>> all, int step) {
            return Naive.norm(
                    all.values().stream()
                            .flatMapToDouble(steps -> Arrays.stream(steps.get(step)))
                            .toArray());
        }

        double updateNorm(int step) {
            List<Double> moved = new ArrayList<>();
            for (List<double[]> steps : weights.values()) {
                for (int i = 0; i < steps.get(step).length; i++) {
                    moved.add(steps.get(step + 1)[i] - steps.get(step)[i]);
                }
            }
            return Naive.norm(moved.stream().mapToDouble(Double::doubleValue).toArray());
        }

        private static final class NoSettings extends OptimizerBuilder<NoSettings> {
            @Override
            protected NoSettings self() {
                return this;
            }
        }
    }

    private static Map<String, double[]> bare(String engine, Optimizer optimizer) {
        try (ConfiguredTraining training = training(engine, optimizer, devices(engine))) {
            training.steps(STEPS);
            return training.values();
        }
    }

    @OnEachEngine
    void parametersAreThoseOfABareTraining(String engine) {
        WatchedOptimizer watched = WatchedOptimizer.wrap(WatchedTraining.adam());
        InMemorySink sink = InMemorySink.create();
        Map<String, double[]> bare = bare(engine, WatchedTraining.adam());
        try (ConfiguredTraining training =
                training(engine, watched, devices(engine), listener(watched, sink))) {
            training.steps(STEPS);
            Map<String, double[]> values = training.values();
            bare.forEach((name, array) -> assertThat(values.get(name)).isEqualTo(array));
        }
        assertThat(sink.records()).hasSize(STEPS);
        assertThat(sink.alarms()).isEmpty();
    }

    /** Sums on the JVM of a few hundred squares, of the very arrays: 1e-12 is wide. */
    @OnEachEngine
    void normsAreThoseOfWhatReachesTheOptimizer(String engine) {
        NaiveOptimizer naive = new NaiveOptimizer(WatchedTraining.adam());
        WatchedOptimizer watched = WatchedOptimizer.wrap(naive);
        InMemorySink sink = InMemorySink.create();
        try (ConfiguredTraining training =
                training(engine, watched, devices(engine), listener(watched, sink))) {
            training.steps(STEPS);
        }
        List<Double> gradients = series(sink, GradientNorms.GRADIENT_NORM);
        List<Double> weights = series(sink, WeightNorms.WEIGHT_NORM);
        List<Double> updates = series(sink, Updates.UPDATE_NORM);
        assertThat(gradients).hasSize(STEPS);
        assertThat(weights).hasSize(STEPS);
        assertThat(updates).hasSize(STEPS - 1);
        for (int step = 0; step < STEPS; step++) {
            double gradient = NaiveOptimizer.norm(naive.gradients, step);
            double weight = NaiveOptimizer.norm(naive.weights, step);
            assertThat(gradients.get(step)).isCloseTo(gradient, within(1e-12 * gradient));
            assertThat(weights.get(step)).isCloseTo(weight, within(1e-12 * weight));
            if (step < STEPS - 1) {
                // The differences are rounded to float32.
                double update = naive.updateNorm(step);
                assertThat(updates.get(step)).isCloseTo(update, within(1e-6 * update));
            }
        }
    }

    /**
     * DJL adds the gradients of the devices up, each of the mean loss of its half: twice that of
     * the whole batch. With half the learning rate the trainings are the same but for rounding: a
     * sum of 8 terms is off by 8 * 2^-24 at most, 5e-7, and twelve steps of a few hundred weights
     * add that up to less than 1e-5.
     *
     * <p>One layer, as MXNet keeps what comes out of a layer on the pinned device in plain memory:
     * a layer behind it takes the first device's weights, and both halves' gradients are written to
     * the same array, the second over the first.
     */
    @OnEachEngine
    void reducedGradientsAreThoseOfOneDevice(String engine) {
        Device[] devices = devices(engine);
        WatchedOptimizer watched =
                WatchedOptimizer.wrap(WatchedTraining.sgd(0.1f / devices.length));
        InMemorySink several = InMemorySink.create();
        try (ConfiguredTraining training =
                training(engine, layer(), watched, devices, listener(watched, several))) {
            training.steps(STEPS);
        }
        InMemorySink one = InMemorySink.create();
        try (ConfiguredTraining training =
                training(
                        engine,
                        layer(),
                        WatchedTraining.sgd(0.1f),
                        new Device[] {Device.cpu()},
                        DiagnosticsListener.builder()
                                .preset(Preset.ENTRIES, Schedule.every(1))
                                .addSink(one)
                                .build())) {
            training.steps(STEPS);
        }
        assertClose(several, one, GradientNorms.GRADIENT_NORM, devices.length);
        assertClose(several, one, WeightNorms.WEIGHT_NORM, 1);
        assertClose(several, one, Updates.UPDATE_NORM, 1);
        if (devices.length == 1) {
            assertClose(several, one, TrainingLoss.LOSS, 1);
        }
    }

    private static void assertClose(
            InMemorySink several, InMemorySink one, String name, double factor) {
        List<Double> expected = series(one, name);
        List<Double> actual = series(several, name);
        assertThat(actual).as(name).hasSameSizeAs(expected);
        for (int step = 0; step < expected.size(); step++) {
            double wanted = factor * expected.get(step);
            assertThat(actual.get(step))
                    .as("%s at step %d", name, step)
                    .isCloseTo(wanted, within(1e-5 * wanted));
        }
    }

    /** On one device, the same calls on copies of the same arrays: every number is the same. */
    @OnEachEngine
    void onOneDeviceAllNumbersAreThoseWithoutTheWrapper(String engine) {
        Device[] one = {Device.cpu()};
        WatchedOptimizer watched = WatchedOptimizer.wrap(WatchedTraining.adam());
        InMemorySink through = InMemorySink.create();
        InMemorySink direct = InMemorySink.create();
        try (ConfiguredTraining training =
                        training(engine, watched, one, listener(watched, through));
                ConfiguredTraining other =
                        training(
                                engine,
                                WatchedTraining.adam(),
                                one,
                                DiagnosticsListener.builder()
                                        .preset(Preset.ENTRIES, Schedule.every(1))
                                        .addSink(direct)
                                        .build())) {
            training.steps(STEPS);
            other.steps(STEPS);
        }
        Map<String, List<Double>> expected = series(direct);
        assertThat(series(through).keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach(
                (name, values) -> assertThat(series(through).get(name)).as(name).isEqualTo(values));
        assertThat(through.records().stream().map(StepRecord::step).toList())
                .isEqualTo(direct.records().stream().map(StepRecord::step).toList());
        assertThat(expected)
                .containsKey(Activations.SECOND_MOMENT + " of " + Place.layer("01MaxoutLinear"));
    }

    /** Maxout layers and the limit of their norms, with one optimizer inside of the other. */
    @OnEachEngine
    void normsStayWithinTheirLimit(String engine) {
        SequentialBlock network = network();
        WatchedOptimizer watched =
                WatchedOptimizer.wrap(
                        MaxNormOptimizer.wrap(WatchedTraining.sgd(0.5f), network, LIMIT));
        InMemorySink sink = InMemorySink.create();
        try (ConfiguredTraining training =
                training(engine, network, watched, devices(engine), listener(watched, sink))) {
            training.steps(STEPS);
            double[] weight = training.values().get("01MaxoutLinear_weight");
            for (int row = 0; row < 15; row++) {
                double[] piece = new double[ConfiguredTraining.FEATURES];
                System.arraycopy(weight, row * piece.length, piece, 0, piece.length);
                assertThat(Naive.norm(piece)).isLessThanOrEqualTo(LIMIT * (1 + 1e-6));
            }
        }
        assertThat(sink.records()).hasSize(STEPS);
    }

    @OnEachEngine
    void withoutTheWrapperTheRefusalNamesIt(String engine) {
        Device[] devices = devices(engine);
        if (devices.length == 1) {
            return;
        }
        assertThatThrownBy(
                        () ->
                                training(
                                        engine,
                                        WatchedTraining.adam(),
                                        devices,
                                        DiagnosticsListener.builder().build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 devices")
                .hasMessageContaining("WatchedOptimizer watched = WatchedOptimizer.wrap(optimizer)")
                .hasMessageContaining("optOptimizer(watched)");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            WatchedOptimizer watched = WatchedOptimizer.wrap(WatchedTraining.adam());
            DefaultTrainingConfig config =
                    ConfiguredTraining.config(devices)
                            .optOptimizer(watched)
                            .optExecutorService(threads)
                            .addTrainingListeners(listener(watched, InMemorySink.create()));
            assertThatThrownBy(
                            () ->
                                    new ConfiguredTraining(
                                            engine, DataType.FLOAT32, network(), config))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Leave out optExecutorService");
        } finally {
            threads.shutdownNow();
        }
    }

    @OnEachEngine
    void anOptimizerThatDoesNotTrainIsNoted(String engine) {
        WatchedOptimizer unused = WatchedOptimizer.wrap(WatchedTraining.adam());
        InMemorySink sink = InMemorySink.create();
        try (ConfiguredTraining training =
                training(engine, WatchedTraining.adam(), devices(engine), listener(unused, sink))) {
            training.steps(3);
        }
        assertThat(
                        sink.records().stream()
                                .flatMap(stepRecord -> stepRecord.notes().stream())
                                .filter(note -> note.contains("optOptimizer"))
                                .toList())
                .hasSize(1);
        assertThatThrownBy(() -> listener(unused, sink))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wrap an optimizer for each trainer");
    }

    /** The alarm of a step is known when its update has been made: it stops one batch later. */
    @OnEachEngine
    void stopsAtTheBatchBehind(String engine) {
        WatchedOptimizer watched = WatchedOptimizer.wrap(WatchedTraining.sgd(1e30f));
        DiagnosticsListener listener =
                DiagnosticsListener.builder()
                        .preset(Preset.GRADIENTS)
                        .optOptimizer(watched)
                        .optStopOn(AlarmKind.NON_FINITE)
                        .build();
        try (ConfiguredTraining training = training(engine, watched, devices(engine), listener)) {
            assertThatThrownBy(() -> training.steps(STEPS))
                    .isInstanceOf(TrainingStoppedException.class);
        }
    }
}
