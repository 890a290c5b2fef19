// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.listener.TrainingListener;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.kernel.EmpiricalNtk;
import io.github.djlmaxout.diagnostics.kernel.InfiniteWidthKernel;
import io.github.djlmaxout.diagnostics.kernel.KernelDrift;
import io.github.djlmaxout.diagnostics.kernel.KernelMatrix;
import io.github.djlmaxout.diagnostics.kernel.OutputContraction;
import io.github.djlmaxout.diagnostics.kernel.TangentKernel;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.FixedProbe;
import io.github.djlmaxout.integration.diagnostics.ProbedStep;
import io.github.djlmaxout.integration.diagnostics.Seen;
import io.github.djlmaxout.integration.diagnostics.listener.WatchedTraining;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kernel as it is watched. */
class TangentKernelTest {

    private static final long SEED = 14;
    private static final int SAMPLES = 6;

    /** Sums of some hundred products. */
    private static final double BOUND = 1e-12;

    private static KernelTrial trial(String engine) {
        return new KernelTrial(engine, KernelNetworks.dense(3, 3, 7), new Shape(9, 4), SEED);
    }

    private static Seen measure(TangentKernel quantity, long step, KernelTrial trial, NDList y) {
        NDList batch = new NDList(trial.input());
        Probe probe = new FixedProbe(trial.network(), batch, y, Optional.empty());
        return Seen.at(new ProbedStep(step, probe), quantity);
    }

    private static NDList classes(KernelTrial trial) {
        return new NDList(trial.manager().create(new float[] {0, 1, 2, 2, 1, 0, 1, 2, 0}));
    }

    /** Six of nine samples, from gradients one by one. */
    @OnEachEngine
    void isThatOfGradientsOneByOne(String engine) {
        try (KernelTrial trial = trial(engine)) {
            Seen seen = measure(new TangentKernel(SAMPLES), 3, trial, classes(trial));
            NaiveNtk naive = NaiveNtk.byBackward(trial);
            double[] y = {0, 1, 2, 2, 1, 0};
            double trace = 0;
            double squares = 0;
            double same = 0;
            int pairs = 0;
            for (int s = 0; s < SAMPLES; s++) {
                trace += naive.mean(s, s);
                for (int t = 0; t < SAMPLES; t++) {
                    squares += Math.pow(naive.mean(s, t), 2);
                    if (y[s] == y[t]) {
                        same += naive.mean(s, t);
                        pairs++;
                    }
                }
            }
            assertNear(seen, TangentKernel.TRACE, trace / SAMPLES);
            assertNear(seen, TangentKernel.ALIGNMENT, same / Math.sqrt(squares * pairs));
            List<Double> eigenvalues = eigenvalues(seen);
            assertThat(eigenvalues).hasSize(SAMPLES);
            double sum = eigenvalues.stream().mapToDouble(v -> v).sum();
            assertThat(sum).isCloseTo(trace, within(BOUND * trace));
            double sumOfSquares = eigenvalues.stream().mapToDouble(v -> v * v).sum();
            assertThat(sumOfSquares).isCloseTo(squares, within(BOUND * squares));
            assertNear(
                    seen,
                    TangentKernel.CONDITION_NUMBER,
                    eigenvalues.get(0) / eigenvalues.get(SAMPLES - 1));
            assertThat(seen.value(TangentKernel.EFFECTIVE_RANK, Place.NETWORK)).isBetween(1.0, 6.0);
            assertThat(seen.value(TangentKernel.DRIFT, Place.NETWORK)).isZero();
            assertThat(seen.value(TangentKernel.TURN, Place.NETWORK)).isZero();
            assertThat(seen.all()).allMatch(o -> o.step() == 3);
        }
    }

    private static List<Double> eigenvalues(Seen seen) {
        return seen.all().stream()
                .filter(SpectrumObservation.class::isInstance)
                .map(o -> ((SpectrumObservation) o).values())
                .findFirst()
                .orElseThrow();
    }

    private static void assertNear(Seen seen, String series, double expected) {
        assertThat(seen.value(series, Place.NETWORK))
                .as(series)
                .isCloseTo(expected, within(1e-10 * Math.abs(expected)));
    }

    @OnEachEngine
    void driftIsFromTheFirstStep(String engine) {
        try (KernelTrial trial = trial(engine);
                TangentKernel quantity = new TangentKernel()) {
            Seen first = measure(quantity, 0, trial, new NDList());
            KernelMatrix before = kernel(trial);
            InfiniteWidthKernel theory =
                    InfiniteWidthKernel.of(trial.network(), trial.input().getShape()).orElseThrow();
            KernelMatrix wide = theory.at(trial.input());
            assertNear(first, TangentKernel.DISTANCE, KernelDrift.between(before, wide).relative());
            NDArray weight = trial.network().getParameters().valueAt(0).getArray();
            double[] values = weight.toDoubleArray();
            for (int i = 0; i < values.length; i++) {
                values[i] *= i % 2 == 0 ? 1.5 : 1;
            }
            weight.set(values);
            Seen later = measure(quantity, 10, trial, new NDList());
            KernelMatrix now = kernel(trial);
            assertNear(later, TangentKernel.DRIFT, KernelDrift.between(now, before).relative());
            assertThat(later.value(TangentKernel.TURN, Place.NETWORK))
                    .isCloseTo(KernelDrift.between(now, before).turn(), within(1e-13));
            assertNear(later, TangentKernel.DISTANCE, KernelDrift.between(now, wide).relative());
            assertThat(later.value(TangentKernel.DRIFT, Place.NETWORK)).isGreaterThan(0.01);
            assertThat(later.places(TangentKernel.ALIGNMENT)).isEmpty();
        }
    }

    private static KernelMatrix kernel(KernelTrial trial) {
        return EmpiricalNtk.compute(trial.network(), trial.input(), OutputContraction.TRACE);
    }

    @OnEachEngine
    void theTraceIsExpectedOfZeroBiases(String engine) {
        try (KernelTrial trial = trial(engine)) {
            // random biases: no exact mean is known
            Seen seen = measure(new TangentKernel(), 0, trial, new NDList());
            assertThat(seen.scalar(TangentKernel.TRACE, Place.NETWORK).expected()).isNaN();
            trial.network().getParameters().valueAt(1).getArray().set(new double[21]);
            Seen zero = measure(new TangentKernel(), 0, trial, new NDList());
            double[] x = trial.input().toDoubleArray();
            double square = 0;
            for (double value : x) {
                square += value * value / 9;
            }
            double expected =
                    InfiniteWidthKernel.of(trial.network(), trial.input().getShape())
                            .orElseThrow()
                            .finiteWidthDiagonal(square);
            assertThat(zero.scalar(TangentKernel.TRACE, Place.NETWORK).expected())
                    .isPositive()
                    .isCloseTo(expected, within(1e-12 * expected));
        }
    }

    /** Class numbers as rows of ones and zeros, and numbers that are no classes. */
    @OnEachEngine
    void labelsOfOtherKinds(String engine) {
        try (KernelTrial trial = trial(engine)) {
            Seen numbers = measure(new TangentKernel(SAMPLES), 0, trial, classes(trial));
            double[] hot = new double[27];
            int[] y = {0, 1, 2, 2, 1, 0, 1, 2, 0};
            for (int i = 0; i < 9; i++) {
                hot[3 * i + y[i]] = 1;
            }
            NDList rows = new NDList(trial.manager().create(hot, new Shape(9, 3)));
            Seen ofRows = measure(new TangentKernel(SAMPLES), 0, trial, rows);
            for (String series :
                    List.of(TangentKernel.ALIGNMENT, TangentKernel.CENTRED_ALIGNMENT)) {
                assertNear(ofRows, series, numbers.value(series, Place.NETWORK));
            }
            double[] real = {0.5, 1, 2, 2, 1, 0, 1, 2, 0};
            NDList targets = new NDList(trial.manager().create(real, new Shape(9, 1)));
            Seen ofReal = measure(new TangentKernel(SAMPLES), 0, trial, targets);
            assertThat(ofReal.value(TangentKernel.ALIGNMENT, Place.NETWORK))
                    .isNotEqualTo(numbers.value(TangentKernel.ALIGNMENT, Place.NETWORK))
                    .isBetween(-1.0, 1.0);
            NDList others = new NDList(trial.manager().create(new float[4]));
            Seen ofOthers = measure(new TangentKernel(SAMPLES), 0, trial, others);
            assertThat(ofOthers.places(TangentKernel.ALIGNMENT)).isEmpty();
        }
    }

    @OnEachEngine
    void networksWithoutATheoryHaveNoDistance(String engine) {
        Block network = KernelNetworks.convolution2d();
        try (KernelTrial trial = new KernelTrial(engine, network, new Shape(3, 2, 6, 6), SEED)) {
            Seen seen = measure(new TangentKernel(), 0, trial, new NDList());
            assertThat(seen.places(TangentKernel.DISTANCE)).isEmpty();
            assertThat(seen.scalar(TangentKernel.TRACE, Place.NETWORK).expected()).isNaN();
            assertThat(seen.value(TangentKernel.TRACE, Place.NETWORK)).isPositive();
        }
    }

    @OnEachEngine
    void brokenWeightsAreData(String engine) {
        try (KernelTrial trial = trial(engine);
                TangentKernel quantity = new TangentKernel()) {
            measure(quantity, 0, trial, classes(trial));
            NDArray weight = trial.network().getParameters().valueAt(0).getArray();
            double[] values = weight.toDoubleArray();
            values[5] = Double.NaN;
            weight.set(values);
            Seen seen = measure(quantity, 1, trial, classes(trial));
            for (String series :
                    List.of(
                            TangentKernel.TRACE,
                            TangentKernel.CONDITION_NUMBER,
                            TangentKernel.ALIGNMENT,
                            TangentKernel.DRIFT,
                            TangentKernel.DISTANCE)) {
                assertThat(seen.value(series, Place.NETWORK)).as(series).isNaN();
            }
        }
    }

    /** The network with convolutions, normalization, dropout and a pool, 20 steps of Adam. */
    @OnEachEngine
    void trainingStaysAsItIs(String engine) {
        InMemorySink sink = InMemorySink.create();
        Map<String, float[]> bare = train(engine);
        Map<String, float[]> watched =
                train(
                        engine,
                        DiagnosticsListener.builder()
                                .addQuantity(new TangentKernel(4), Schedule.every(5))
                                .addSink(sink)
                                .build());
        assertThat(watched.keySet()).isEqualTo(bare.keySet());
        bare.forEach((name, values) -> assertThat(watched.get(name)).isEqualTo(values));
        List<Observation> drifts =
                sink.records().stream()
                        .flatMap(r -> r.observations().stream())
                        .filter(o -> o.series().equals(TangentKernel.DRIFT))
                        .toList();
        assertThat(drifts).hasSize(4);
    }

    private static Map<String, float[]> train(String engine, TrainingListener... listeners) {
        try (WatchedTraining training =
                new WatchedTraining(
                        engine,
                        WatchedTraining.images(),
                        WatchedTraining.IMAGES,
                        WatchedTraining.adam(),
                        listeners)) {
            training.steps(20);
            return training.values();
        }
    }

    @Test
    void needsASample() {
        assertThatThrownBy(() -> new TangentKernel(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The number of samples is 0");
    }
}
