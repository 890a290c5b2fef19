// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.diagnostics.gradient.GradientEntries;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.gradient.GradientSample;
import io.github.djlmaxout.diagnostics.gradient.TrainingLoss;
import io.github.djlmaxout.diagnostics.weight.Distance;
import io.github.djlmaxout.diagnostics.weight.Updates;
import io.github.djlmaxout.diagnostics.weight.WeightNorms;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gradients, weights and updates of a network that trains, and what watching does to it. */
class TrainedNetworkTest {

    private static final Shape INPUT = new Shape(4, 3, 6, 6);

    private static final int STEPS = 6;

    /** Sums in double of what float32 holds. */
    private static final double EXACT = 1e-12;

    /** Differences of weights are rounded to float32. */
    private static final double ROUNDED = 1e-6;

    private static SequentialBlock network() {
        Linear frozen = Linear.builder().setUnits(6).build();
        frozen.freezeParameters(true);
        return new SequentialBlock()
                .add(Conv2d.builder().setFilters(8).setKernelShape(new Shape(3, 3)).build())
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(Blocks.batchFlattenBlock())
                .add(frozen)
                .add(MaxoutLinear.builder().setUnits(5).setPieces(3).build())
                .add(Linear.builder().setUnits(2).build());
    }

    private static List<Quantity> quantities() {
        return List.of(
                new TrainingLoss(),
                new GradientNorms(),
                new GradientEntries(),
                GradientSample.of(20, 11),
                new WeightNorms(),
                new Updates(),
                new Distance());
    }

    private static void observe(Quantity quantity, TrainingStep step, List<Observation> seen) {
        quantity.complete(step, seen::add);
        quantity.measure(step, seen::add);
    }

    /** What each quantity observes, each in a run without the others or all in one. */
    private static List<List<Observation>> run(String engine, List<Quantity> quantities) {
        List<List<Observation>> seen = new ArrayList<>();
        quantities.forEach(quantity -> seen.add(new ArrayList<>()));
        try (TrainedNetwork network = new TrainedNetwork(engine, network(), INPUT)) {
            for (int i = 0; i < STEPS; i++) {
                network.step(
                        step -> {
                            for (int q = 0; q < quantities.size(); q++) {
                                observe(quantities.get(q), step, seen.get(q));
                            }
                        });
            }
        } finally {
            quantities.forEach(Quantity::close);
        }
        return seen;
    }

    @OnEachEngine
    void observesTheSameAloneAndTogether(String engine) {
        List<List<Observation>> together = run(engine, quantities());
        for (int q = 0; q < together.size(); q++) {
            List<Observation> alone = run(engine, List.of(quantities().get(q))).get(0);
            assertThat(alone).isNotEmpty().isEqualTo(together.get(q));
        }
    }

    @OnEachEngine
    void leavesTrainingAndItsArraysAlone(String engine) {
        List<Quantity> quantities = quantities();
        try (TrainedNetwork watched = new TrainedNetwork(engine, network(), INPUT);
                TrainedNetwork unwatched = new TrainedNetwork(engine, network(), INPUT)) {
            float[] start = watched.values();
            for (int i = 0; i < STEPS; i++) {
                watched.step(
                        step -> {
                            // the handles of gradients are the step's own
                            for (WatchedParameter parameter : step.parameters()) {
                                if (parameter.isTrained()) {
                                    step.gradient(parameter);
                                }
                            }
                            int before = watched.arrays();
                            quantities.forEach(q -> observe(q, step, new ArrayList<>()));
                            assertThat(watched.arrays()).isEqualTo(before);
                        });
                unwatched.step(step -> {});
            }
            assertThat(watched.values()).isEqualTo(unwatched.values()).isNotEqualTo(start);
        } finally {
            quantities.forEach(Quantity::close);
        }
    }

    /** Copies of what a step has, read before anything is measured. */
    private record Twin(
            Map<WatchedParameter, double[]> values, Map<WatchedParameter, double[]> gradients) {

        static Twin of(TrainingStep step) {
            Map<WatchedParameter, double[]> values = new LinkedHashMap<>();
            Map<WatchedParameter, double[]> gradients = new LinkedHashMap<>();
            for (WatchedParameter parameter : step.parameters()) {
                if (!parameter.isStatistic()) {
                    values.put(parameter, doubles(step.value(parameter).toFloatArray()));
                }
                if (parameter.isTrained()) {
                    gradients.put(parameter, doubles(step.gradient(parameter).toFloatArray()));
                }
            }
            return new Twin(values, gradients);
        }

        private static double[] doubles(float... floats) {
            double[] doubles = new double[floats.length];
            for (int i = 0; i < floats.length; i++) {
                doubles[i] = floats[i];
            }
            return doubles;
        }

        /** How far the values are from earlier ones. */
        Map<WatchedParameter, double[]> since(Twin earlier) {
            Map<WatchedParameter, double[]> moved = new LinkedHashMap<>();
            values.forEach(
                    (parameter, now) -> {
                        double[] then = earlier.values.get(parameter);
                        double[] difference = new double[now.length];
                        for (int i = 0; i < now.length; i++) {
                            difference[i] = now[i] - then[i];
                        }
                        moved.put(parameter, difference);
                    });
            return moved;
        }

        static double[] ofLayer(Map<WatchedParameter, double[]> all, String layer) {
            return Naive.join(
                    all.entrySet().stream()
                            .filter(entry -> entry.getKey().layer().equals(layer))
                            .map(Map.Entry::getValue)
                            .toArray(double[][]::new));
        }

        static double[] ofNetwork(Map<WatchedParameter, double[]> all) {
            return Naive.join(all.values().toArray(double[][]::new));
        }
    }

    private static void assertNorms(
            Seen seen, String series, Map<WatchedParameter, double[]> twin, double tolerance) {
        twin.forEach(
                (parameter, entries) -> {
                    if (!seen.places(series).contains(parameter.place())) {
                        assertThat(series).isEqualTo(Distance.WEIGHT_DISTANCE);
                        return;
                    }
                    assertNear(seen.value(series, parameter.place()), entries, tolerance);
                });
        for (WatchedParameter parameter : twin.keySet()) {
            String layer = parameter.layer();
            assertNear(
                    seen.value(series, Place.layer(layer)), Twin.ofLayer(twin, layer), tolerance);
        }
        assertNear(seen.value(series, Place.NETWORK), Twin.ofNetwork(twin), tolerance);
        long layers = twin.keySet().stream().map(WatchedParameter::layer).distinct().count();
        assertThat(seen.places(series).stream().filter(p -> !twinHas(twin, p)))
                .hasSize((int) layers + 1);
    }

    private static boolean twinHas(Map<WatchedParameter, double[]> twin, Place place) {
        return twin.keySet().stream().anyMatch(parameter -> parameter.place().equals(place));
    }

    private static void assertNear(double actual, double[] entries, double tolerance) {
        double expected = Naive.norm(entries);
        assertThat(actual).isCloseTo(expected, within(tolerance * expected));
    }

    @OnEachEngine
    void agreesWithItsTwin(String engine) {
        List<Quantity> quantities = quantities();
        List<Twin> twins = new ArrayList<>();
        try (TrainedNetwork network = new TrainedNetwork(engine, network(), INPUT)) {
            for (int i = 0; i < STEPS; i++) {
                network.step(step -> compare(step, quantities, twins));
            }
        } finally {
            quantities.forEach(Quantity::close);
        }
        // The frozen layer has no gradient and does not move; the others do.
        assertThat(twins.get(0).gradients().keySet())
                .extracting(WatchedParameter::layer)
                .contains("02BatchNorm", "07Linear")
                .doesNotContain("05Linear");
        twins.get(1)
                .since(twins.get(0))
                .forEach(
                        (parameter, moved) -> {
                            if (parameter.layer().equals("05Linear")) {
                                assertThat(moved).containsOnly(0);
                            } else {
                                assertThat(Naive.largest(moved)).isPositive();
                            }
                        });
    }

    private static void compare(TrainingStep step, List<Quantity> quantities, List<Twin> twins) {
        Twin twin = Twin.of(step);
        twins.add(twin);
        Seen completed = new Seen();
        quantities.forEach(quantity -> quantity.complete(step, completed));
        if (twins.size() > 1) {
            Twin before = twins.get(twins.size() - 2);
            Map<WatchedParameter, double[]> moved = twin.since(before);
            assertNorms(completed, Updates.UPDATE_NORM, moved, ROUNDED);
            double ratio =
                    Naive.norm(Twin.ofNetwork(moved)) / Naive.norm(Twin.ofNetwork(before.values()));
            assertThat(completed.value(Updates.UPDATE_RATIO, Place.NETWORK))
                    .isPositive()
                    .isCloseTo(ratio, within(ROUNDED * ratio));
        }
        Seen seen = Seen.at(step, quantities.toArray(new Quantity[0]));
        double loss = step.loss().orElseThrow();
        assertThat(loss).isFinite();
        assertThat(seen.value(TrainingLoss.LOSS, Place.NETWORK)).isEqualTo(loss);
        assertNorms(seen, GradientNorms.GRADIENT_NORM, twin.gradients(), EXACT);
        assertNorms(seen, WeightNorms.WEIGHT_NORM, twin.values(), EXACT);
        assertNorms(seen, Distance.WEIGHT_DISTANCE, twin.since(twins.get(0)), ROUNDED);
        twin.gradients()
                .forEach(
                        (parameter, gradient) ->
                                assertThat(seen.value(GradientEntries.LARGEST, parameter.place()))
                                        .isEqualTo(Naive.largest(gradient)));
        assertThat(seen.value(GradientEntries.SHARE_OF_ZEROS, Place.NETWORK))
                .isEqualTo(Naive.shareOfZeros(Twin.ofNetwork(twin.gradients())));
    }
}
