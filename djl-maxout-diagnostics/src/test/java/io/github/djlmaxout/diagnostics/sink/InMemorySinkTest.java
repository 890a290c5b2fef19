// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.StepRecord;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** What is kept in memory can be asked for. */
class InMemorySinkTest {

    @Test
    void keepsEverything() {
        HistogramObservation histogram =
                new HistogramObservation(
                        1, "norm", Place.NETWORK, List.of(1.0), List.of(1L), 0, 1, 1, 1, 1);
        ScalarObservation first = new ScalarObservation(0, "norm", Place.NETWORK, Double.NaN);
        ScalarObservation second = new ScalarObservation(1, "norm", Place.NETWORK, 2);
        StepRecord alarm = Samples.alarms(2, Samples.alarm(2, AlarmKind.DEAD));
        InMemorySink sink = InMemorySink.create();
        assertThat(sink.run()).isEmpty();
        sink.begin(Samples.RUN);
        sink.accept(
                Samples.record(0, first, new ScalarObservation(0, "norm", Place.layer("a"), 3)));
        sink.accept(
                Samples.record(
                        1, histogram, second, new ScalarObservation(1, "b", Place.NETWORK, 4)));
        SpectrumObservation spectrum = Samples.spectrum(1, 2.0, 1.0);
        PictureObservation picture = Samples.picture(1);
        sink.accept(Samples.record(1, spectrum, picture));
        sink.accept(alarm);
        sink.end();

        assertThat(sink.run()).contains(Samples.RUN);
        assertThat(sink.records()).hasSize(4).endsWith(alarm);
        assertThat(sink.scalars("norm", Place.NETWORK)).containsExactly(first, second);
        assertThat(sink.scalars("nothing", Place.NETWORK)).isEmpty();
        assertThat(sink.histograms("norm", Place.NETWORK)).containsExactly(histogram);
        assertThat(sink.spectra("kernel eigenvalue", Place.NETWORK)).containsExactly(spectrum);
        assertThat(sink.spectra("kernel eigenvalue", Place.layer("a"))).isEmpty();
        assertThat(sink.pictures("linear regions", Place.NETWORK)).containsExactly(picture);
        assertThat(sink.pictures("norm", Place.NETWORK)).isEmpty();
        assertThat(sink.alarms()).isEqualTo(alarm.alarms());
        assertThat(sink.immediate()).isTrue();
    }

    @Test
    void keepsTheLastOnes() {
        InMemorySink sink = InMemorySink.ofLast(3);
        sink.begin(Samples.RUN);
        for (int step = 0; step < 10; step++) {
            sink.accept(Samples.loss(step, step));
        }

        assertThat(sink.records()).extracting(StepRecord::step).containsExactly(7L, 8L, 9L);
        assertThatThrownBy(() -> InMemorySink.ofLast(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The number of records is 0, but must be at least 1.");
    }

    @Test
    void canBeReadWhileItIsFilled() {
        InMemorySink sink = InMemorySink.ofLast(100);
        sink.begin(Samples.RUN);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> reader =
                CompletableFuture.runAsync(
                        () -> {
                            while (!done.get()) {
                                List<ScalarObservation> seen = sink.scalars("loss", Place.NETWORK);
                                for (int i = 1; i < seen.size(); i++) {
                                    assertThat(seen.get(i).step())
                                            .isEqualTo(seen.get(i - 1).step() + 1);
                                }
                            }
                        });
        for (int step = 0; step < 20_000; step++) {
            sink.accept(Samples.loss(step, step));
        }
        done.set(true);
        reader.join();

        assertThat(sink.records()).hasSize(100);
    }
}
