// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;

import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.diagnostics.weight.Updates;
import io.github.djlmaxout.diagnostics.weight.WeightNorms;
import io.github.djlmaxout.integration.OnEachEngine;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * DJL's own kinds of networks are watched with {@link Preset#SIGNALS} at every step: they train as
 * without it, to the last bit, what is measured is what anybody computes entry by entry, every
 * layer is there by name, and nothing fails. What an engine cannot train at all {@link Zoo#refusal}
 * says.
 */
class WatchedZooTest {

    private static final long SEED = 3;

    private static final int STEPS = 12;

    /**
     * Sums of float32 squares on an engine are good to 1e-6, as {@code EuclideanNorm} says, and the
     * engine's own subtraction rounds as the twin's does.
     */
    private static final double NORM = 2e-6;

    /**
     * One of a kind: recurrence, a shared layer, several inputs, a loop of its own, chance, several
     * labels of a sample, outputs of blocks, and outputs.
     */
    private static final Set<Zoo> FIRST =
            EnumSet.of(
                    Zoo.LSTM,
                    Zoo.TAB_NET,
                    Zoo.BERT,
                    Zoo.Q_AGENT,
                    Zoo.NOISY_LOSS,
                    Zoo.LANGUAGE_MODEL,
                    Zoo.LAST_STATE,
                    Zoo.ACTOR_AND_CRITIC,
                    Zoo.LOSS_INSIDE);

    static Stream<Arguments> first() {
        return all().filter(arguments -> FIRST.contains(arguments.get()[1]));
    }

    static Stream<Arguments> others() {
        return all().filter(arguments -> !FIRST.contains(arguments.get()[1]));
    }

    private static Stream<Arguments> all() {
        return OnEachEngine.Declared.engines()
                .flatMap(engine -> Zoo.of(engine).stream().map(zoo -> Arguments.of(engine, zoo)));
    }

    @ParameterizedTest
    @MethodSource("first")
    void measuresWhatIsThere(String engine, Zoo zoo) {
        assertMeasured(engine, zoo);
    }

    @ParameterizedTest
    @MethodSource("others")
    @Tag("long")
    void measuresWhatIsThereInTheOthers(String engine, Zoo zoo) {
        assertMeasured(engine, zoo);
    }

    @OnEachEngine
    void changesNoBit(String engine) throws IOException, InterruptedException {
        assertThat(BitsRun.changed(engine, FIRST)).isEmpty();
    }

    @OnEachEngine
    @Tag("long")
    void changesNoBitOfTheOthers(String engine) throws IOException, InterruptedException {
        Set<Zoo> others = EnumSet.copyOf(Zoo.of(engine));
        others.removeAll(FIRST);
        assertThat(BitsRun.changed(engine, others)).isEmpty();
    }

    private static void assertMeasured(String engine, Zoo zoo) {
        List<NaiveTwin> twins = new ArrayList<>();
        List<InMemorySink> sinks = new ArrayList<>();
        String log =
                CapturedLog.of(
                        () -> {
                            try (ZooTraining training =
                                    zoo.start(
                                            engine,
                                            SEED,
                                            trainer -> {
                                                twins.add(new NaiveTwin());
                                                sinks.add(InMemorySink.create());
                                                return List.of(
                                                        twins.get(trainer),
                                                        listener(zoo, sinks.get(trainer)),
                                                        new LastReader());
                                            })) {
                                training.steps(STEPS);
                            }
                        });
        assertThat(log).as("log").doesNotContain("\tat ", "dropped", "switched off");
        for (int i = 0; i < sinks.size(); i++) {
            InMemorySink sink = sinks.get(i);
            NaiveTwin twin = twins.get(i);
            // Neither an advice that nobody can follow nor a sentence of a library's.
            assertThat(String.join(" ", sink.notes()))
                    .doesNotContain("toType(", "with the shape", "singletonOrThrow", "Nothing is");
            assertThat(sink.records()).as("trainer %d", i).hasSize(STEPS);
            assertAgree(sink, GradientNorms.GRADIENT_NORM, twin.gradients());
            assertAgree(sink, WeightNorms.WEIGHT_NORM, twin.weights());
            assertAgree(sink, Updates.UPDATE_NORM, twin.updates());
            assertThat(sink.run().orElseThrow().layers().stream().map(LayerInfo::name))
                    .as("layers of trainer %d", i)
                    .containsExactlyElementsOf(layers(twin.weights().get(0)));
        }
    }

    /** Reads all of a batch when the others have heard of it: nothing of it may be closed. */
    private static final class LastReader extends TrainingListenerAdapter {

        @Override
        public void onTrainingBatch(Trainer trainer, BatchData heard) {
            read(heard.getLabels().values());
            read(heard.getPredictions().values());
            if (heard.getBatch() != null) {
                read(List.of(heard.getBatch().getData(), heard.getBatch().getLabels()));
            }
        }

        private static void read(Collection<NDList> lists) {
            lists.forEach(list -> list.forEach(NDArray::toByteBuffer));
        }
    }

    private static DiagnosticsListener listener(Zoo zoo, InMemorySink sink) {
        return DiagnosticsListener.builder()
                .preset(
                        zoo.isChangedByPasses() ? Preset.UPDATES : Preset.SIGNALS,
                        Schedule.every(1))
                .addSink(sink)
                .build();
    }

    private static List<String> layers(Map<Place, Double> norms) {
        return norms.keySet().stream()
                .filter(place -> place.equals(Place.layer(place.name())))
                .map(Place::name)
                .toList();
    }

    private static void assertAgree(
            InMemorySink sink, String series, List<Map<Place, Double>> expected) {
        Set<String> seen = new TreeSet<>();
        sink.records().stream()
                .flatMap(record -> record.observations().stream())
                .filter(observation -> observation.series().equals(series))
                .forEach(
                        observation -> {
                            Map<Place, Double> step = expected.get((int) observation.step());
                            String what = observation.step() + " " + observation.place();
                            seen.add(what);
                            assertThat(step).as(series).containsKey(observation.place());
                            double norm = step.get(observation.place());
                            assertThat(((ScalarObservation) observation).value())
                                    .as("%s at step %s", series, what)
                                    .isCloseTo(norm, within(NORM * norm));
                        });
        Set<String> all = new TreeSet<>();
        for (int step = 0; step < expected.size(); step++) {
            for (Place place : expected.get(step).keySet()) {
                all.add(step + " " + place);
            }
        }
        assertThat(seen).as(series).isEqualTo(all);
    }
}
