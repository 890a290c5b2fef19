// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Layers of which nearly all outputs are zero, such as ReLU units that no input makes active.
 *
 * <p>The share of zero activations must be at least {@link Limits#ZEROS}. In a healthy ReLU layer
 * it is about a half, in ten healthy trainings up to 0.73. Single units are not judged: deep layers
 * see all inputs nearly alike, and there a unit is zero for all of a probe batch with a chance of
 * one half.
 */
final class DeadUnits implements AlarmRule {

    static final double DEAD = Limits.ZEROS;

    /** What rounding to single precision leaves of two norms that are equal. */
    private static final double EQUAL = 1e-4;

    @Override
    public String name() {
        return "dead units";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        List<String> dead = new ArrayList<>();
        double share = 0;
        double silence = 0;
        for (ScalarObservation observed : readings.layers(Series.ACTIVATION_ZEROS)) {
            double silent = silent(readings, observed.place());
            if (observed.value() >= DEAD || silent > 0) {
                share = dead.isEmpty() ? Math.max(observed.value(), silent) : share;
                silence = dead.isEmpty() ? silent : silence;
                dead.add(observed.place().name());
            }
        }
        if (dead.isEmpty()) {
            return;
        }
        String evidence =
                silence > 0 && share < DEAD
                        ? Wording.percent(silence)
                                + " of the units of "
                                + Wording.layers(dead)
                                + " are zero at every sample"
                        : Wording.percent(share)
                                + " of what comes out of "
                                + Wording.layers(dead)
                                + " is zero";
        alarms.accept(
                new Alarm(
                        readings.step(),
                        AlarmKind.DEAD,
                        dead.stream().map(Place::layer).toList(),
                        evidence,
                        cause(readings, dead.get(0)),
                        remedy(readings, dead.get(0))));
    }

    /** The share of units that are silent by more than chance at the first step; 0 otherwise. */
    private static double silent(Readings readings, Place place) {
        Optional<LayerPlan> plan = readings.plan(place.name());
        Optional<ScalarObservation> units = readings.at(Series.DEAD_UNITS, place);
        boolean dense = plan.filter(p -> p.kind() == Weights.Kind.DENSE).isPresent();
        if (readings.step() != 0 || !dense || units.isEmpty()) {
            return 0;
        }
        double count = (double) plan.get().units();
        double share = units.get().value() / count;
        double alike = Math.abs(plan.get().bias()) * Math.sqrt(count * plan.get().pieces());
        boolean equalBiases =
                readings.latest(Series.WEIGHT_NORM, Place.parameter(place.name() + "/bias"))
                        .map(norm -> Math.abs(norm.value() - alike) <= EQUAL * alike)
                        .orElse(true);
        return equalBiases && Limits.isSilent(share, count) ? share : 0;
    }

    private static boolean isWeightless(Readings readings, String layer) {
        return readings.latest(Series.WEIGHT_NORM, Place.parameter(layer + "/weight"))
                .filter(norm -> norm.value() == 0)
                .isPresent();
    }

    private static String cause(Readings readings, String layer) {
        if (isWeightless(readings, layer)) {
            return "All weights of " + layer + " are zero";
        }
        String biases =
                readings.step() == 0
                        ? "The biases or most weights of " + layer + " are so negative that"
                        : "A large update made the biases of " + layer + " so negative that";
        List<ScalarObservation> layers = readings.layers(Series.ACTIVATION_ZEROS);
        boolean first = layers.get(0).place().name().equals(layer);
        return (first ? "The inputs are all zero, or " + lowered(biases) : biases)
                + " no input makes a unit active";
    }

    private static String remedy(Readings readings, String layer) {
        if (isWeightless(readings, layer)) {
            return "Draw the weights at random, with InitializationPlan";
        }
        return readings.step() == 0
                ? "Check the inputs, and give weights of mean zero and biases of zero, as"
                        + " InitializationPlan does"
                : "Check the inputs, lower the learning rate, or use maxout or leaky units";
    }

    private static String lowered(String sentence) {
        return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
