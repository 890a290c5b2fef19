// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.activation;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.integration.diagnostics.ProbedStep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What quantities observe at a step with given signals, by place and series. */
record Measured(Map<String, ScalarObservation> observations) {

    static Measured of(Probe probe, Map<String, LayerPlan> plans, Quantity... quantities) {
        List<Observation> all = new ArrayList<>();
        for (Quantity quantity : quantities) {
            quantity.measure(new ProbedStep(7, probe, plans), all::add);
        }
        Map<String, ScalarObservation> named = new LinkedHashMap<>();
        for (Observation observation : all) {
            String name = observation.place().name() + " " + observation.series();
            if (named.put(name, (ScalarObservation) observation) != null) {
                throw new AssertionError(name + " was observed twice");
            }
        }
        return new Measured(named);
    }

    static Measured of(List<LayerSignal> signals, Quantity... quantities) {
        return of(new Signals(signals), Map.of(), quantities);
    }

    double value(String layer, String series) {
        return observations.get(layer + " " + series).value();
    }

    double expected(String layer, String series) {
        return observations.get(layer + " " + series).expected();
    }

    List<String> layers() {
        return observations.values().stream()
                .map(ScalarObservation::place)
                .map(Place::name)
                .distinct()
                .toList();
    }

    /** A probe of which nothing is known but the signals. */
    private record Signals(List<LayerSignal> signals) implements Probe {

        @Override
        public Block network() {
            throw new AssertionError("no network is needed");
        }

        @Override
        public NDList batch() {
            throw new AssertionError("no batch is needed");
        }

        @Override
        public NDList labels() {
            throw new AssertionError("no labels are needed");
        }

        @Override
        public Optional<Loss> loss() {
            return Optional.empty();
        }
    }
}
