// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.Wording;

import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * A loss or gradient norm that rises from step to step far beyond all that it was before. See
 * {@link Excursion} for how far. Where the gradient is not finite another rule speaks.
 */
final class Divergence implements AlarmRule {

    static final double LOSS = 3;
    static final double GRADIENT = 20;

    private final Excursion loss = new Excursion(LOSS);
    private final Excursion gradient = new Excursion(GRADIENT);

    @Override
    public String name() {
        return "divergence";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        OptionalDouble newLoss = readings.network(Series.LOSS);
        OptionalDouble newGradient = readings.network(Series.GRADIENT_NORM);
        if (newGradient.isPresent() && !Double.isFinite(newGradient.getAsDouble())) {
            return;
        }
        double guessing =
                readings.at(Series.LOSS, Place.NETWORK)
                        .map(ScalarObservation::expected)
                        .orElse(Double.NaN);
        boolean lossFar =
                newLoss.isPresent() && loss.isFar(Math.abs(newLoss.getAsDouble()), guessing);
        boolean gradientFar =
                newGradient.isPresent() && gradient.isFar(newGradient.getAsDouble(), Double.NaN);
        if (lossFar && newLoss.getAsDouble() < 0) {
            alarms.accept(fall(readings, newLoss.getAsDouble(), loss.before()));
        } else if (lossFar) {
            alarms.accept(alarm(readings, Series.LOSS, newLoss.getAsDouble(), loss.before()));
        } else if (gradientFar) {
            alarms.accept(
                    alarm(
                            readings,
                            Series.GRADIENT_NORM,
                            newGradient.getAsDouble(),
                            gradient.before()));
        }
    }

    /** What is minimized may go to minus infinity. */
    private static Alarm fall(Readings readings, double value, double before) {
        return new Alarm(
                readings.step(),
                AlarmKind.DIVERGING,
                Place.NETWORK,
                "The loss has fallen to "
                        + Wording.number(value)
                        + ", and was "
                        + Wording.number(before)
                        + " at most in size before",
                "It has the wrong sign, or no lower bound",
                "Check the sign of the loss, or bound the weights or what it is computed from");
    }

    private static Alarm alarm(Readings readings, Series what, double value, double before) {
        return new Alarm(
                readings.step(),
                AlarmKind.DIVERGING,
                Place.NETWORK,
                "The "
                        + what
                        + " has risen to "
                        + Wording.number(value)
                        + ", after at most "
                        + Wording.number(before),
                LearningRate.cause(readings)
                        .orElse(
                                "The learning rate is too high for these weights, or the data has"
                                        + " changed"),
                LearningRate.REMEDY);
    }
}
