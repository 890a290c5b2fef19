// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.internal.Require;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Keeps observations in memory, for tests, notebooks and programs that act on them.
 *
 * <p>It is filled by the training thread, at the step, so what is asked at the next batch is there.
 * Any thread may read at any time: each answer is a copy of what there was at that moment. An
 * answer looks through all that is kept.
 *
 * <p>{@link #create} keeps everything, some 100 bytes for each number, 20 for one of a spectrum,
 * and pictures with all their characters; {@link #ofLast} keeps the last steps only. A sink that
 * watches several runs keeps one after the other.
 */
public final class InMemorySink implements Sink {

    private final Deque<StepRecord> records = new ArrayDeque<>();

    private final int capacity;

    private RunInfo run;

    private InMemorySink(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Creates a sink that keeps everything.
     *
     * @return the sink
     */
    public static InMemorySink create() {
        return new InMemorySink(Integer.MAX_VALUE);
    }

    /**
     * Creates a sink that keeps the last records and forgets those before, their alarms included.
     *
     * @param records how many, at least 1
     * @return the sink
     * @throws IllegalArgumentException if it is less than 1
     */
    public static InMemorySink ofLast(int records) {
        Require.atLeast("The number of records", records, 1);
        return new InMemorySink(records);
    }

    /**
     * Keeps what is watched.
     *
     * @param run what is watched
     */
    @Override
    public synchronized void begin(RunInfo run) {
        this.run = run;
    }

    /**
     * Keeps a step.
     *
     * @param record the step
     */
    @Override
    public synchronized void accept(StepRecord record) {
        if (records.size() == capacity) {
            records.removeFirst();
        }
        records.addLast(record);
    }

    /** Does nothing: what is kept stays. */
    @Override
    public void end() {}

    /**
     * Asks to be called by the training thread.
     *
     * @return true
     */
    @Override
    public boolean immediate() {
        return true;
    }

    /**
     * Returns what is watched.
     *
     * @return the run that began last; empty if none has begun
     */
    public synchronized Optional<RunInfo> run() {
        return Optional.ofNullable(run);
    }

    /**
     * Returns what was said of the run.
     *
     * @return the notes of the records that are kept, in their order
     */
    public synchronized List<String> notes() {
        return records.stream().flatMap(record -> record.notes().stream()).toList();
    }

    /**
     * Returns the records.
     *
     * @return those that are kept, in the order of the steps
     */
    public synchronized List<StepRecord> records() {
        return List.copyOf(records);
    }

    /**
     * Returns the alarms.
     *
     * @return those of the records that are kept, in the order of the steps
     */
    public List<Alarm> alarms() {
        return records().stream().flatMap(r -> r.alarms().stream()).toList();
    }

    /**
     * Returns the numbers of a series at a place.
     *
     * @param series the name of the series, such as {@code gradient norm}
     * @param place where
     * @return its numbers with their steps, in the order in which they came; empty if there is none
     */
    public List<ScalarObservation> scalars(String series, Place place) {
        return observations(ScalarObservation.class, series, place);
    }

    /**
     * Returns the histograms of a series at a place.
     *
     * @param series the name of the series, such as {@code gradient}
     * @param place where
     * @return its histograms with their steps, in the order in which they came; empty if there is
     *     none
     */
    public List<HistogramObservation> histograms(String series, Place place) {
        return observations(HistogramObservation.class, series, place);
    }

    /**
     * Returns the spectra of a series at a place.
     *
     * @param series the name of the series, such as {@code kernel eigenvalue}, without a rank
     * @param place where
     * @return its spectra with their steps, in the order in which they came; empty if there is none
     */
    public List<SpectrumObservation> spectra(String series, Place place) {
        return observations(SpectrumObservation.class, series, place);
    }

    /**
     * Returns the pictures of a series at a place.
     *
     * @param series the name of the series, such as {@code linear regions}
     * @param place where
     * @return its pictures with their steps, in the order in which they came; empty if there is
     *     none
     */
    public List<PictureObservation> pictures(String series, Place place) {
        return observations(PictureObservation.class, series, place);
    }

    /** Returns what it is. */
    @Override
    public String toString() {
        return "InMemorySink";
    }

    private <T extends Observation> List<T> observations(
            Class<T> type, String series, Place place) {
        return records().stream()
                .flatMap(r -> r.observations().stream())
                .filter(o -> o.series().equals(series) && o.place().equals(place))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
