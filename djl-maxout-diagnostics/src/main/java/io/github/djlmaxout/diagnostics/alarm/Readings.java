// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Scope;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The numbers that a rule can read at a step: those of the step itself, and the latest of each
 * series that is measured less often. Valid during one look.
 */
public final class Readings {

    private final RunInfo run;
    private final Function<String, Optional<LayerPlan>> plans;
    private final Map<String, Map<Place, ScalarObservation>> latest = new LinkedHashMap<>();
    private final Map<String, Map<Place, ScalarObservation>> now = new LinkedHashMap<>();
    private long step;
    private int epoch;

    Readings(RunInfo run, Function<String, Optional<LayerPlan>> plans) {
        this.run = run;
        this.plans = plans;
    }

    void next(long number, int ofEpoch, List<? extends Observation> observations) {
        step = number;
        epoch = ofEpoch;
        now.clear();
        for (Observation observation : observations) {
            if (observation instanceof ScalarObservation scalar) {
                put(now, scalar);
                put(latest, scalar);
            }
        }
    }

    private static void put(
            Map<String, Map<Place, ScalarObservation>> series, ScalarObservation scalar) {
        series.computeIfAbsent(scalar.series(), name -> new LinkedHashMap<>())
                .put(scalar.place(), scalar);
    }

    /**
     * Returns the step that is looked at.
     *
     * @return its number, from 0
     */
    public long step() {
        return step;
    }

    /**
     * Returns the epoch.
     *
     * @return its number, from 0
     */
    public int epoch() {
        return epoch;
    }

    /**
     * Returns what is watched.
     *
     * @return the run with its layers
     */
    public RunInfo run() {
        return run;
    }

    /**
     * Returns what theory expects of a layer at initialization.
     *
     * @param layer the stable name of a layer
     * @return the expectations, if there are any
     */
    public Optional<LayerPlan> plan(String layer) {
        return plans.apply(layer);
    }

    /**
     * Returns a value of the whole network at this step.
     *
     * @param series the series
     * @return the value, NaN and infinity included; empty if it was not observed
     */
    public OptionalDouble network(Series series) {
        return network(series.label());
    }

    /**
     * The same of a series of one's own.
     *
     * @param series its name
     * @return as of a series of this library
     */
    public OptionalDouble network(String series) {
        ScalarObservation found = now.getOrDefault(series, Map.of()).get(Place.NETWORK);
        return found == null ? OptionalDouble.empty() : OptionalDouble.of(found.value());
    }

    /**
     * Returns what was observed of the layers at this step.
     *
     * @param series the series
     * @return one observation a layer, in the order in which they were observed: that of the signal
     *     for activations, of the block tree for gradients and weights; empty if there are none
     */
    public List<ScalarObservation> layers(Series series) {
        return layers(series.label());
    }

    /**
     * The same of a series of one's own.
     *
     * @param series its name
     * @return as of a series of this library
     */
    public List<ScalarObservation> layers(String series) {
        return now.getOrDefault(series, Map.of()).values().stream()
                .filter(o -> o.place().scope() == Scope.LAYER)
                .toList();
    }

    /**
     * Returns what was observed at a place at this step.
     *
     * @param series the series
     * @param place where
     * @return the observation; empty if there is none
     */
    public Optional<ScalarObservation> at(Series series, Place place) {
        return at(series.label(), place);
    }

    /**
     * The same of a series of one's own.
     *
     * @param series its name
     * @param place where
     * @return as of a series of this library
     */
    public Optional<ScalarObservation> at(String series, Place place) {
        return Optional.ofNullable(now.getOrDefault(series, Map.of()).get(place));
    }

    /**
     * Returns the newest observation of a series at a place, of this step or an earlier one.
     *
     * @param series the series
     * @param place where
     * @return the observation; empty if there has been none
     */
    public Optional<ScalarObservation> latest(Series series, Place place) {
        return latest(series.label(), place);
    }

    /**
     * The same of a series of one's own.
     *
     * @param series its name
     * @param place where
     * @return as of a series of this library
     */
    public Optional<ScalarObservation> latest(String series, Place place) {
        return Optional.ofNullable(latest.getOrDefault(series, Map.of()).get(place));
    }

    /**
     * Returns the newest observations of a series at all layers.
     *
     * @param series the series
     * @return one observation a layer, in the order in which they were first observed
     */
    public List<ScalarObservation> latestOfLayers(Series series) {
        return latestOfLayers(series.label());
    }

    /**
     * The same of a series of one's own.
     *
     * @param series its name
     * @return as of a series of this library
     */
    public List<ScalarObservation> latestOfLayers(String series) {
        return latest.getOrDefault(series, Map.of()).values().stream()
                .filter(o -> o.place().scope() == Scope.LAYER)
                .toList();
    }

    /** Returns the step, and which series were observed at it. */
    @Override
    public String toString() {
        return "Step " + step + ": " + now.keySet();
    }
}
