// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.activation.Activations;
import io.github.djlmaxout.diagnostics.activation.Pieces;
import io.github.djlmaxout.diagnostics.curvature.HessianNorms;
import io.github.djlmaxout.diagnostics.curvature.LossCurvature;
import io.github.djlmaxout.diagnostics.gradient.GradientEntries;
import io.github.djlmaxout.diagnostics.gradient.GradientNoise;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.gradient.GradientSample;
import io.github.djlmaxout.diagnostics.gradient.TrainingLoss;
import io.github.djlmaxout.diagnostics.jacobian.InputJacobians;
import io.github.djlmaxout.diagnostics.jacobian.JacobianRank;
import io.github.djlmaxout.diagnostics.kernel.TangentKernel;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListenerBuilder;
import io.github.djlmaxout.diagnostics.region.LinearRegions;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.diagnostics.weight.Distance;
import io.github.djlmaxout.diagnostics.weight.Updates;
import io.github.djlmaxout.diagnostics.weight.WeightNorms;
import io.github.djlmaxout.integration.OnEachEngine;

import org.junit.jupiter.api.Tag;

import java.util.List;
import java.util.function.Supplier;

/** What a quantity observes alone is what it observes among all others, to the last bit. */
class TogetherTest {

    private static final int STEPS = 8;

    private static final List<Supplier<Quantity>> ALL =
            List.of(
                    TrainingLoss::new,
                    GradientNorms::new,
                    GradientEntries::new,
                    () -> GradientSample.of(1),
                    WeightNorms::new,
                    Updates::new,
                    Distance::new,
                    Activations::new,
                    Pieces::new);

    private static final List<Supplier<Quantity>> DEEP = deep(LinearRegions::new);

    private static List<Supplier<Quantity>> deep(Supplier<Quantity> regions) {
        return List.of(
                GradientNoise::new,
                InputJacobians::new,
                JacobianRank::new,
                TangentKernel::new,
                HessianNorms::new,
                LossCurvature::new,
                regions);
    }

    private static List<Observation> observe(
            String engine, Schedule schedule, List<Supplier<Quantity>> quantities) {
        InMemorySink sink = InMemorySink.create();
        DiagnosticsListenerBuilder builder = DiagnosticsListener.builder().addSink(sink);
        quantities.forEach(q -> builder.addQuantity(q.get(), schedule));
        try (WatchedTraining training =
                new WatchedTraining(
                        engine,
                        WatchedTraining.images(),
                        WatchedTraining.IMAGES,
                        WatchedTraining.adam(),
                        builder.build())) {
            training.steps(STEPS);
        }
        return sink.records().stream()
                .flatMap(r -> r.observations().stream())
                .map(TogetherTest::withoutExpectation)
                .toList();
    }

    /** What theory expects is known only where something that is measured runs the network. */
    private static Observation withoutExpectation(Observation observation) {
        return observation instanceof ScalarObservation scalar
                ? new ScalarObservation(
                        scalar.step(), scalar.series(), scalar.place(), scalar.value())
                : observation;
    }

    @OnEachEngine
    void aloneAndAmongAllOthers(String engine) {
        assertTogether(engine, Schedule.every(1), ALL);
    }

    @Tag("long")
    @OnEachEngine
    void deepOnesAloneAndAmongAllOthers(String engine) {
        assertTogether(engine, Schedule.at(0, STEPS - 1), DEEP);
    }

    @OnEachEngine
    void deepOnesAtTheFirstStep(String engine) {
        assertTogether(engine, Schedule.at(0), deep(() -> new LinearRegions(200)));
    }

    private static void assertTogether(
            String engine, Schedule schedule, List<Supplier<Quantity>> quantities) {
        List<Observation> together = observe(engine, schedule, quantities);
        int sum = 0;
        for (Supplier<Quantity> quantity : quantities) {
            List<Observation> alone = observe(engine, schedule, List.of(quantity));
            assertThat(alone).as(quantity.get().name()).isNotEmpty();
            assertThat(together).as(quantity.get().name()).containsAll(alone);
            assertThat(alone)
                    .as("%s observes what it declares", quantity.get().name())
                    .extracting(o -> Series.find(o.series()).orElseThrow())
                    .allMatch(quantity.get().series()::contains);
            sum += alone.size();
        }
        assertThat(together).hasSize(sum);
    }
}
