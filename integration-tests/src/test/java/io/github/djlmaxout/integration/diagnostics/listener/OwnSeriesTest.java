// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.List;
import java.util.Set;

/** What a user's quantity observes is not taken for what the library measures. */
class OwnSeriesTest {

    private static final String OWN = "my metrics";

    /** Observes NaN under the name of a series, as each kind of observation. */
    private record Named(String called, Set<Series> declared) implements Quantity {

        @Override
        public String name() {
            return OWN;
        }

        @Override
        public Set<Series> series() {
            return declared;
        }

        @Override
        public Cost cost() {
            return Cost.REDUCTION;
        }

        @Override
        public void measure(TrainingStep step, Observer observer) {
            long n = step.number();
            Place at = Place.NETWORK;
            observer.accept(new ScalarObservation(n, called, at, Double.NaN));
            observer.accept(new SpectrumObservation(n, called, at, List.of(Double.NaN)));
            observer.accept(new PictureObservation(n, called, at, "nothing", "<svg/>"));
            observer.accept(
                    new HistogramObservation(
                            n, called, at, List.of(1.0), List.of(1L), 0, 1, 1, 1, 1));
        }
    }

    private static InMemorySink watch(String engine, Quantity own) {
        InMemorySink sink = InMemorySink.create();
        DiagnosticsListener listener =
                DiagnosticsListener.builder()
                        .addQuantity(new GradientNorms(), Schedule.every(1))
                        .addQuantity(own, Schedule.every(1))
                        .addSink(sink)
                        .build();
        try (WatchedTraining training =
                new WatchedTraining(
                        engine,
                        WatchedTraining.images(),
                        WatchedTraining.IMAGES,
                        WatchedTraining.adam(),
                        listener)) {
            training.step();
        }
        return sink;
    }

    private static List<String> series(InMemorySink sink) {
        return sink.records().stream()
                .flatMap(record -> record.observations().stream())
                .filter(observation -> observation.place().equals(Place.NETWORK))
                .map(Observation::series)
                .toList();
    }

    @OnEachEngine
    void isKeptApartAndRaisesNoAlarm(String engine) {
        InMemorySink sink = watch(engine, new Named("gradient norm", Set.of()));
        assertThat(series(sink))
                .containsOnlyOnce("gradient norm")
                .filteredOn(name -> name.equals("gradient norm of my metrics"))
                .hasSize(4);
        assertThat(sink.alarms()).isEmpty();
    }

    @OnEachEngine
    void keepsItsNameWhereItIsNoneOfTheLibrary(String engine) {
        assertThat(series(watch(engine, new Named("accuracy", Set.of())))).contains("accuracy");
    }

    @OnEachEngine
    void isTheLibrarysWhereItSaysSo(String engine) {
        InMemorySink sink = watch(engine, new Named("loss", Set.of(Series.LOSS)));
        assertThat(series(sink)).contains("loss");
        assertThat(sink.alarms()).isNotEmpty();
    }
}
