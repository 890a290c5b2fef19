// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.Wording;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A first loss far above that of a network that guesses, {@code ln C} for {@code C} classes.
 *
 * <p>It must be {@link Limits#FIRST_LOSS} above that. What it is for other losses than softmax
 * cross-entropy with integer labels is not known, and the rule is silent.
 */
final class FirstLoss implements AlarmRule {

    private static final double WHOLE = 1e-3;

    @Override
    public String name() {
        return "first loss";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        readings.at(Series.LOSS, Place.NETWORK)
                .filter(loss -> loss.step() == 0 && isFar(loss))
                .ifPresent(loss -> alarms.accept(alarm(readings, loss)));
    }

    private static boolean isFar(ScalarObservation loss) {
        double guessing = loss.expected();
        return Double.isFinite(loss.value())
                && guessing > 0
                && loss.value() > guessing + Limits.FIRST_LOSS;
    }

    private static Alarm alarm(Readings readings, ScalarObservation loss) {
        List<String> large =
                readings.run().layers().stream()
                        .map(LayerInfo::name)
                        .filter(layer -> Variance.isTooLarge(readings, layer))
                        .toList();
        List<Place> places = new ArrayList<>(List.of(Place.NETWORK));
        large.stream().map(Place::layer).forEach(places::add);
        Optional<Variance> variance =
                large.stream().findFirst().map(layer -> Variance.of(readings, layer, 1));
        return new Alarm(
                readings.step(),
                AlarmKind.FIRST_LOSS,
                places,
                "The first loss is "
                        + Wording.number(loss.value())
                        + ", where guessing"
                        + classes(loss.expected())
                        + " has "
                        + Wording.number(loss.expected()),
                variance.map(v -> "In " + Wording.layers(large) + lowered(v.cause()))
                        .orElse(
                                "The outputs are far too large before anything is learned: inputs"
                                        + " that are not scaled, or weights that are too large"),
                variance.map(Variance::remedy)
                        .orElse(
                                "Scale the inputs to a mean square of 1, and use"
                                        + " InitializationPlan before training"));
    }

    private static String lowered(String sentence) {
        return " " + Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static String classes(double guessing) {
        double classes = Math.exp(guessing);
        long whole = Math.round(classes);
        return Math.abs(classes - whole) < WHOLE * classes ? " among " + whole + " classes" : "";
    }
}
