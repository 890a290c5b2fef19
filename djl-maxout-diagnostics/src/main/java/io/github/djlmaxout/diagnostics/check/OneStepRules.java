// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.alarm.AlarmRules;
import io.github.djlmaxout.diagnostics.alarm.Alarms;
import io.github.djlmaxout.diagnostics.probe.NetworkParameters;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.initializer.LayerPlan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * What the rules of a watched training say of one measured step.
 *
 * @param observations what was measured
 * @param alarms what they say
 * @param loss the loss of the step, if there is one
 * @param guessing the loss of guessing, if it is known
 * @param seesSignals whether anything is known of what comes out of layers
 * @param seesGradients whether the loss could be differentiated
 * @param unmeasurable whether the network is one that must not be run
 * @param troubles what could not be measured, and why
 */
record OneStepRules(
        List<Observation> observations,
        List<Alarm> alarms,
        OptionalDouble loss,
        OptionalDouble guessing,
        boolean seesSignals,
        boolean seesGradients,
        boolean unmeasurable,
        Set<String> troubles) {

    /** Measures a step and asks the rules. */
    static OneStepRules of(
            Block network,
            Labelled batch,
            Statistics statistics,
            Function<String, Optional<LayerPlan>> plans) {
        try (MeasuredStep step = MeasuredStep.of(network, batch, statistics, plans)) {
            boolean signals = step.seesSignals();
            List<Observation> observations = step.observe();
            RunInfo run =
                    new RunInfo(
                            "check",
                            Instant.now(),
                            NetworkParameters.of(network).layers(),
                            Map.of(),
                            step.outputs());
            List<Alarm> alarms =
                    Alarms.of(run, plans, AlarmRules.ofOneStep()).look(0, 0, observations);
            return new OneStepRules(
                    observations,
                    alarms,
                    step.loss(),
                    step.lossOfGuessing(),
                    signals,
                    step.seesGradients(),
                    step.isUnmeasurable(),
                    new LinkedHashSet<>(step.troubles()));
        }
    }

    /** Adds what the rules say to findings, unless one of them is its cause or says the same. */
    List<Alarm> added(List<Alarm> findings) {
        List<Alarm> all = new ArrayList<>(findings);
        alarms.stream()
                .filter(
                        alarm ->
                                findings.stream()
                                        .map(Alarm::kind)
                                        .noneMatch(
                                                found ->
                                                        found.equals(alarm.kind())
                                                                || Alarms.explains(
                                                                        found, alarm.kind())))
                .forEach(all::add);
        return all;
    }

    /** What is wrong with a layer, if anything is. */
    Optional<Verdict> of(String layer) {
        return alarms.stream()
                .filter(alarm -> alarm.places().contains(Place.layer(layer)))
                .map(alarm -> Verdict.of(alarm.kind()))
                .findFirst();
    }

    /** What was measured of a layer; NaN if it was not. */
    double at(String series, String layer) {
        return observations.stream()
                .filter(o -> o.series().equals(series) && o.place().equals(Place.layer(layer)))
                .mapToDouble(o -> o instanceof ScalarObservation s ? s.value() : Double.NaN)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** All that could not be measured, in sentences. */
    String note() {
        return String.join(". ", troubles);
    }
}
