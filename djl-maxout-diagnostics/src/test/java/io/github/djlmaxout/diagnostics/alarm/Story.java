// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.initializer.Distribution;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.network.Weights;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A run made up by hand: the steps that a rule sees, and what it says. */
final class Story {

    final Alarms alarms;
    private final List<Observation> observations = new ArrayList<>();
    private long step;

    Story(List<LayerInfo> layers, List<LayerPlan> plans) {
        this(new RunInfo("story", Instant.EPOCH, layers, Map.of()), plans);
    }

    Story(RunInfo run, List<LayerPlan> plans) {
        alarms =
                Alarms.standard(
                        run, name -> plans.stream().filter(p -> p.name().equals(name)).findFirst());
    }

    static Story of(LayerInfo... layers) {
        return new Story(List.of(layers), List.of());
    }

    /** Layers 01Linear to 09Linear and so on. */
    static Story ofLinear(int layers) {
        return of(
                IntStream.rangeClosed(1, layers)
                        .mapToObj(i -> layer(linear(i), 1, false))
                        .toArray(LayerInfo[]::new));
    }

    static String linear(int i) {
        return String.format("%02dLinear", i);
    }

    static LayerInfo layer(String name, int pieces, boolean frozen) {
        return new LayerInfo(name, name.substring(2), 100, pieces, frozen);
    }

    static LayerPlan plan(String name, int pieces, double c) {
        return new LayerPlan(
                name,
                Weights.Kind.DENSE,
                64,
                64,
                pieces,
                "",
                c,
                Math.sqrt(c / 64),
                0,
                Distribution.NORMAL,
                Double.NaN,
                1,
                1,
                Double.NaN,
                "");
    }

    Story network(String series, double value) {
        return put(series, Place.NETWORK, value);
    }

    /** A value of the network beside what is expected of it. */
    Story expected(String series, double value, double expected) {
        observations.add(new ScalarObservation(step, series, Place.NETWORK, value, expected));
        return this;
    }

    Story layer(String series, String layer, double value) {
        return put(series, Place.layer(layer), value);
    }

    Story put(String series, Place place, double value) {
        observations.add(new ScalarObservation(step, series, place, value));
        return this;
    }

    Story predicted(String series, String layer, double value, double expected) {
        observations.add(new ScalarObservation(step, series, Place.layer(layer), value, expected));
        return this;
    }

    /** Ends the step and returns what is said about it. */
    List<Alarm> look() {
        List<Alarm> said = alarms.look(step, 0, observations);
        observations.clear();
        step++;
        return said;
    }

    Optional<Alarm> lookForOne() {
        List<Alarm> said = look();
        if (said.size() > 1) {
            throw new AssertionError("More than one alarm: " + said);
        }
        return said.stream().findFirst();
    }
}
