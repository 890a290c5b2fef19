// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Activations that become larger or smaller from layer to layer.
 *
 * <p>Judged is the second moment behind the last hidden layer over the one behind the first, see
 * {@link Limits#isDrift}: what comes into the network may have any scale.
 *
 * <p>A second moment of 1e-4 is a signal a hundred times smaller, below which biases of usual size
 * take over. A factor of 0.5 is what ReLU layers with a variance of 1 / fan-in have; up to 13 of
 * them pass. Hidden layers of ten healthy trainings had factors of 0.25 to 2.6, all together 0.04
 * to 10. Less than {@value #LAYERS} hidden layers are not judged, as they can do little, and a
 * single one varies most. The last layer is left out: it has another task, and may start from zero.
 */
final class ActivationFlow implements AlarmRule {

    static final int LAYERS = 3;
    private static final double UNKNOWN = Double.NaN;

    @Override
    public String name() {
        return "activation flow";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        List<SignalGrowth.Link> chain = chain(readings);
        if (chain.size() < LAYERS) {
            return;
        }
        int last = chain.size() - 1;
        double change = chain.get(last).moment() / chain.get(0).moment();
        if (Limits.isDrift(change, last)) {
            double perLayer = Math.pow(change, 1.0 / last);
            alarms.accept(SignalGrowth.alarm(readings, chain, perLayer, true));
        }
    }

    /** The hidden layers in the order of the signal, up to the first that is zero or not finite. */
    private static List<SignalGrowth.Link> chain(Readings readings) {
        List<ScalarObservation> moments = readings.layers(Series.ACTIVATION_MOMENT);
        List<SignalGrowth.Link> chain = new ArrayList<>();
        double before = Double.NaN;
        for (int i = 0; i + 1 < moments.size(); i++) {
            ScalarObservation moment = moments.get(i);
            double value = moment.value();
            if (!Double.isFinite(value) || value == 0) {
                break;
            }
            Optional<ScalarObservation> growth =
                    readings.latest(Series.ACTIVATION_GROWTH, moment.place());
            double factor =
                    i > 0 ? value / before : growth.map(ScalarObservation::value).orElse(UNKNOWN);
            double expected = growth.map(ScalarObservation::expected).orElse(UNKNOWN);
            chain.add(new SignalGrowth.Link(moment.place().name(), value, factor, expected));
            before = value;
        }
        return chain;
    }
}
