// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.Wording;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * First weights that make of the input a signal of another size, and inputs of another size, before
 * anything is learned.
 *
 * <p>Followed are layers of which theory knows the size of the output, one behind the other without
 * a normalization or a sum of branches between them; behind these it begins anew. The second moment
 * behind a layer over that in front of the first must stay within {@link Limits#isFarFromInput},
 * and that of the input itself within {@link Limits#isFarInput}. Later a network may make of its
 * input what it has learned.
 */
final class FirstSignals implements AlarmRule {

    @Override
    public String name() {
        return "first signals";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        if (readings.step() != 0) {
            return;
        }
        List<ScalarObservation> moments = readings.layers(Series.ACTIVATION_MOMENT);
        List<SignalGrowth.Link> chain = new ArrayList<>();
        double change = 1;
        for (int i = 0; i < moments.size(); i++) {
            ScalarObservation moment = moments.get(i);
            ScalarObservation growth =
                    readings.at(Series.ACTIVATION_GROWTH, moment.place()).orElse(null);
            if (growth == null || !isKnown(moment) || !isPositive(growth.value())) {
                chain.clear();
                continue;
            }
            if (i == 0 && Limits.isFarInput(moment.value() / growth.value())) {
                alarms.accept(input(readings, moment.value() / growth.value()));
                return;
            }
            if (chain.isEmpty() || !Double.isFinite(growth.expected())) {
                chain.clear();
                change = 1;
            }
            change *= growth.value();
            chain.add(
                    new SignalGrowth.Link(
                            moment.place().name(),
                            moment.value(),
                            growth.value(),
                            growth.expected()));
            if (Limits.isFarFromInput(change, chain.size())) {
                double perLayer = Math.pow(change, 1.0 / chain.size());
                alarms.accept(SignalGrowth.alarm(readings, chain, perLayer, false));
                return;
            }
        }
    }

    private static boolean isPositive(double value) {
        return value > 0 && Double.isFinite(value);
    }

    private static boolean isKnown(ScalarObservation moment) {
        return isPositive(moment.value()) && isPositive(moment.expected());
    }

    private static Alarm input(Readings readings, double moment) {
        return new Alarm(
                readings.step(),
                moment > 1 ? AlarmKind.EXPLODING : AlarmKind.VANISHING,
                Place.NETWORK,
                "The inputs have a second moment of " + Wording.number(moment),
                "First weights and learning rates are made for values near 1",
                "Divide the inputs by their root mean square, "
                        + Wording.number(Math.sqrt(moment)));
    }
}
