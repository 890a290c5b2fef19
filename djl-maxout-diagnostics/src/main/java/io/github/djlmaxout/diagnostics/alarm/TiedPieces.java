// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Maxout layers of which the pieces are equal for nearly every sample and unit.
 *
 * <p>The tie rate must be at least {@link Limits#TIED}; {@link Limits#EQUAL_PIECES} more than the
 * share of zeros that come out, in a dense layer with biases of zero at the first step: there only
 * an input of zeros ties pieces of different weights, and makes zeros. Healthy layers tie too,
 * where their input is zero and their bias as well: behind zero padding, or on the black margin of
 * images, which may be more than half of all positions.
 *
 * <p>Equal weights and an input of zeros are told apart by the second moment of the activations: it
 * is exactly zero only for an input of zeros (or weights of zeros).
 */
final class TiedPieces implements AlarmRule {

    static final double TIED = Limits.TIED;

    @Override
    public String name() {
        return "tied pieces";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        List<String> tied = new ArrayList<>();
        double rate = 0;
        for (ScalarObservation observed : readings.layers(Series.PIECE_TIES)) {
            if (observed.value() >= TIED || isEqual(readings, observed)) {
                rate = tied.isEmpty() ? observed.value() : rate;
                tied.add(observed.place().name());
            }
        }
        if (tied.isEmpty()) {
            return;
        }
        Place place = Place.layer(tied.get(0));
        boolean zeros =
                readings.latest(Series.ACTIVATION_MOMENT, place)
                        .filter(moment -> moment.value() == 0)
                        .isPresent();
        String evidence =
                "Several pieces are the largest at once for "
                        + Wording.percent(rate)
                        + " of the outputs of "
                        + Wording.layers(tied)
                        + (zeros ? ", and all outputs are zero" : "");
        List<Place> places = tied.stream().map(Place::layer).toList();
        alarms.accept(
                zeros ? zeros(readings, places, evidence) : equal(readings, places, evidence));
    }

    /** Whether more pieces tie than an input of zeros explains. */
    private static boolean isEqual(Readings readings, ScalarObservation rate) {
        boolean plain =
                readings.step() == 0
                        && readings.plan(rate.place().name())
                                .filter(plan -> plan.kind() == Weights.Kind.DENSE)
                                .isPresent()
                        && readings.latest(
                                        Series.WEIGHT_NORM,
                                        Place.parameter(rate.place().name() + "/bias"))
                                .filter(norm -> norm.value() == 0)
                                .isPresent();
        return plain
                && readings.at(Series.ACTIVATION_ZEROS, rate.place())
                        .filter(zeros -> rate.value() - zeros.value() > Limits.EQUAL_PIECES)
                        .isPresent();
    }

    private static Alarm zeros(Readings readings, List<Place> places, String evidence) {
        boolean first =
                readings.latestOfLayers(Series.ACTIVATION_MOMENT).stream()
                        .findFirst()
                        .filter(moment -> moment.place().equals(places.get(0)))
                        .isPresent();
        return new Alarm(
                readings.step(),
                AlarmKind.TIES,
                places,
                evidence,
                first
                        ? "The inputs of the network are all zero, or the weights of this layer are"
                        : "What comes into the layer is zero, or its weights are",
                first
                        ? "Check how the data is read and scaled"
                        : "Check the layer before, and the initializer of this one");
    }

    private static Alarm equal(Readings readings, List<Place> places, String evidence) {
        return new Alarm(
                readings.step(),
                AlarmKind.TIES,
                places,
                evidence,
                "The pieces have the same weights, as constant initializers give them; only the"
                        + " first of equal pieces gets a gradient",
                "Draw the weights at random: leave the layer its own initializer, or use"
                        + " InitializationPlan");
    }
}
