// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics;

import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.TrainingStep;

import java.util.ArrayList;
import java.util.List;

/** What quantities observed, to be looked up. */
public final class Seen implements Observer {

    private final List<Observation> all = new ArrayList<>();

    /** What quantities observe at a step, one after the other. */
    public static Seen at(TrainingStep step, Quantity... quantities) {
        Seen seen = new Seen();
        for (Quantity quantity : quantities) {
            quantity.measure(step, seen);
        }
        return seen;
    }

    @Override
    public void accept(Observation observation) {
        all.add(observation);
    }

    /** All observations, in their order. */
    public List<Observation> all() {
        return all;
    }

    /** The places of a series, in their order. */
    public List<Place> places(String series) {
        return all.stream().filter(o -> o.series().equals(series)).map(Observation::place).toList();
    }

    /** The only observation of a series at a place. */
    public ScalarObservation scalar(String series, Place place) {
        return (ScalarObservation) only(series, place);
    }

    /** The value of the only observation of a series at a place. */
    public double value(String series, Place place) {
        return scalar(series, place).value();
    }

    /** The only histogram of a series at a place. */
    public HistogramObservation histogram(String series, Place place) {
        return (HistogramObservation) only(series, place);
    }

    private Observation only(String series, Place place) {
        List<Observation> found =
                all.stream()
                        .filter(o -> o.series().equals(series) && o.place().equals(place))
                        .toList();
        if (found.size() != 1) {
            throw new AssertionError(
                    found.size() + " observations of " + series + " at " + place + " in " + all);
        }
        return found.get(0);
    }
}
