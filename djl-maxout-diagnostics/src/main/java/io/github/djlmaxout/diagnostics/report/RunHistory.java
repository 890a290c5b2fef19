// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Scope;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.StepRecord;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the page knows of a run, however long it is: bounded by the number of series. */
final class RunHistory {

    // The series with a chart of their own get more points than the others, so that a page of 30
    // layers with all there is to measure stays below 2 MB.
    private static final int POINTS = 300;
    private static final int FEWER_POINTS = 100;
    private static final int SERIES = 8192;
    private static final int SPECTRA = 64;
    private static final int GALLERIES = 4;
    private static final int NOTES = 64;

    private static final Set<Series> CHARTED =
            EnumSet.of(
                    Series.LOSS,
                    Series.GRADIENT_NORM,
                    Series.GRADIENT_NORM_RATIO,
                    Series.ACTIVATION_MOMENT,
                    Series.UPDATE_RATIO,
                    Series.PIECE_ENTROPY,
                    Series.PIECE_USE,
                    Series.DEAD_PIECES_SHARE,
                    Series.DEAD_PIECES,
                    Series.GRADIENT_QUARTILE);

    /** Series of which a spike between two points must not be lost. */
    private static final Set<Series> WITH_EXTREMES = EnumSet.of(Series.LOSS, Series.GRADIENT_NORM);

    private final RunInfo run;
    private final Map<Key, SeriesHistory> series = new LinkedHashMap<>();
    private final Map<Key, HistogramObservation> histograms = new LinkedHashMap<>();
    private final Map<Key, SpectrumHistory> spectra = new LinkedHashMap<>();
    private final Map<Key, PictureHistory> galleries = new LinkedHashMap<>();
    private final Set<String> places = new HashSet<>();
    private final AlarmHistory alarms = new AlarmHistory();
    private final Set<String> notes = new LinkedHashSet<>();
    private long leftOut;
    private long records;
    private long step = -1;
    private int epoch;
    private boolean ended;

    /** What was observed, and where. */
    record Key(String series, Place place) {}

    RunHistory(RunInfo run) {
        this.run = run;
    }

    void accept(StepRecord record) {
        records++;
        step = record.step();
        epoch = record.epoch();
        for (Observation observation : record.observations()) {
            Key key = new Key(observation.series(), observation.place());
            if (observation instanceof ScalarObservation scalar) {
                SeriesHistory history = history(key);
                if (history != null) {
                    history.add(scalar.step(), scalar.value(), scalar.expected());
                }
            } else if (observation instanceof HistogramObservation histogram) {
                if (isRoom(histograms, key, SERIES)) {
                    histograms.put(key, histogram);
                }
            } else if (observation instanceof SpectrumObservation spectrum) {
                if (isRoomOrCounted(spectra, key, SPECTRA)) {
                    places.add(key.place().name());
                    spectra.computeIfAbsent(key, k -> new SpectrumHistory(FEWER_POINTS))
                            .add(spectrum);
                }
            } else if (observation instanceof PictureObservation picture
                    && isRoomOrCounted(galleries, key, GALLERIES)) {
                galleries.computeIfAbsent(key, k -> new PictureHistory()).add(picture);
            }
        }
        record.alarms().forEach(alarms::add);
        record.notes().stream().filter(note -> notes.size() < NOTES).forEach(notes::add);
    }

    private static boolean isRoom(Map<Key, ?> kept, Key key, int most) {
        return kept.containsKey(key) || kept.size() < most;
    }

    private boolean isRoomOrCounted(Map<Key, ?> kept, Key key, int most) {
        boolean room = isRoom(kept, key, most);
        if (!room) {
            leftOut++;
        }
        return room;
    }

    private SeriesHistory history(Key key) {
        SeriesHistory history = series.get(key);
        if (history == null) {
            if (series.size() == SERIES) {
                leftOut++;
                return null;
            }
            places.add(key.place().name());
            history = new SeriesHistory(points(key), isOneOf(WITH_EXTREMES, key));
            series.put(key, history);
        }
        return history;
    }

    private static int points(Key key) {
        return isOneOf(CHARTED, key) && key.place().scope() != Scope.PARAMETER
                ? POINTS
                : FEWER_POINTS;
    }

    private static boolean isOneOf(Set<Series> some, Key key) {
        return Series.find(key.series()).filter(some::contains).isPresent();
    }

    void end() {
        ended = true;
    }

    /**
     * Returns the series that the page shows: those of single parameters are left to other sinks
     * where the same is known of whole layers.
     */
    List<Map.Entry<Key, SeriesHistory>> shown() {
        Set<String> ofLayers = new HashSet<>();
        for (Key key : series.keySet()) {
            if (key.place().scope() == Scope.LAYER) {
                ofLayers.add(key.series());
            }
        }
        return series.entrySet().stream()
                .filter(entry -> !isDetail(entry.getKey(), ofLayers))
                .toList();
    }

    private static boolean isDetail(Key key, Set<String> ofLayers) {
        return key.place().scope() == Scope.PARAMETER && ofLayers.contains(key.series());
    }

    /** Returns the series, or null if nothing of it was observed. */
    SeriesHistory find(Series which, Place place) {
        return series.get(new Key(which.label(), place));
    }

    /** Tells whether anything was measured of the layer or of its parameters. */
    boolean isMeasured(String layer) {
        return places.contains(layer)
                || places.stream().anyMatch(place -> place.startsWith(layer + "/"));
    }

    RunInfo run() {
        return run;
    }

    /** Returns the latest histogram of each place. */
    Map<Key, HistogramObservation> histograms() {
        return histograms;
    }

    /** Returns what is kept of each spectrum. */
    Map<Key, SpectrumHistory> spectra() {
        return spectra;
    }

    /** Returns the pictures of each series. */
    Map<Key, PictureHistory> galleries() {
        return galleries;
    }

    /** Returns what was said of the run, in the order in which it came. */
    Set<String> notes() {
        return notes;
    }

    AlarmHistory alarms() {
        return alarms;
    }

    /** Returns how many observations of further series were not kept. */
    long leftOut() {
        return leftOut;
    }

    /** Returns how many records came. */
    long records() {
        return records;
    }

    /** Returns the step of the latest record, -1 before the first. */
    long step() {
        return step;
    }

    int epoch() {
        return epoch;
    }

    boolean isEnded() {
        return ended;
    }
}
