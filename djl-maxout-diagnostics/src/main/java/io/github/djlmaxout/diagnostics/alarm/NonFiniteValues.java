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
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * NaN or infinity in loss, gradients, weights or activations, with the place where it began.
 *
 * <p>A loss that is NaN makes every gradient NaN, and the next update every weight. So the place is
 * found by what is still finite: weights that are not come first, then the inputs and labels of the
 * batch, then the first layer in the order of the signal of which the activations of the probe
 * batch are not. If both are finite and the loss is not, it is the batch. If the loss is finite
 * too, it is a derivative, and the last layer in the order of the block tree with such a gradient
 * is next to it. A loss that rose a hundredfold before, or an update that was too large, is the
 * cause of all of it. There is no other threshold.
 */
final class NonFiniteValues implements AlarmRule {

    private static final double JUMP = 100;
    private static final int ENOUGH = 10;

    private static final String MENDING =
            "Go back to a checkpoint or start again with a lower learning rate, a loss that takes"
                    + " logits, or clipped gradients";

    private int losses;
    private OptionalDouble firstLoss = OptionalDouble.empty();
    private OptionalDouble lastLoss = OptionalDouble.empty();

    @Override
    public String name() {
        return "non-finite values";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        OptionalDouble loss = readings.network(Series.LOSS);
        find(readings, loss).ifPresent(alarms);
        if (loss.isPresent() && Double.isFinite(loss.getAsDouble())) {
            losses++;
            firstLoss = firstLoss.isPresent() ? firstLoss : loss;
            lastLoss = loss;
        }
    }

    private Optional<Alarm> find(Readings readings, OptionalDouble loss) {
        Predicate<ScalarObservation> broken = o -> !Double.isFinite(o.value());
        Predicate<ScalarObservation> some = o -> o.value() > 0;
        List<Place> weights = places(readings, Series.WEIGHT_NORM, broken);
        if (!weights.isEmpty() && readings.step() == 0) {
            return Optional.of(
                    alarm(
                            readings,
                            weights,
                            "Weights of " + names(weights) + " are NaN or infinite",
                            "They were so before the first update",
                            "Look at the initializer, or the file that the weights come from"));
        }
        if (!weights.isEmpty()) {
            return Optional.of(
                    alarm(
                            readings,
                            weights,
                            "Weights of " + names(weights) + " are NaN or infinite",
                            explosion(readings)
                                    .orElse(
                                            "An update before this step made them so"
                                                    + lossBefore()),
                            explosion(readings).isPresent() ? LearningRate.REMEDY : MENDING));
        }
        Optional<Alarm> data = BrokenBatch.inData(readings);
        if (data.isPresent()) {
            return data;
        }
        List<Place> activations = places(readings, Series.ACTIVATION_MOMENT, broken);
        if (activations.isEmpty()) {
            activations = places(readings, Series.ACTIVATIONS_NON_FINITE, some);
        }
        if (!activations.isEmpty()) {
            return Optional.of(inSignal(readings, activations));
        }
        List<Place> gradients = places(readings, Series.GRADIENT_NORM, broken);
        if (gradients.isEmpty()) {
            gradients = places(readings, Series.GRADIENTS_NON_FINITE, some);
        }
        if (loss.isPresent() && isOfBatch(loss.getAsDouble(), !gradients.isEmpty())) {
            return Optional.of(inBatch(readings, loss.getAsDouble()));
        }
        if (!gradients.isEmpty()) {
            return Optional.of(
                    alarm(
                            readings,
                            fromLast(gradients),
                            "Gradients of " + names(gradients) + " are NaN or infinite",
                            loss.isPresent()
                                    ? "The loss is finite, so it is a derivative: of sqrt, log or"
                                            + " a division at zero, or of values that overflow"
                                    : "The loss, or a derivative such as that of sqrt at zero",
                            "Look at the block behind "
                                    + gradients.get(gradients.size() - 1)
                                    + ", and clip gradients"));
        }
        return Optional.empty();
    }

    /** MXNet's pools take NaN for a very small number, and the loss becomes a very large one. */
    private boolean isOfBatch(double loss, boolean gradientsBroken) {
        boolean jumped = lastLoss.isPresent() && loss > JUMP * Math.abs(lastLoss.getAsDouble());
        return !Double.isFinite(loss) || (gradientsBroken && jumped);
    }

    private static List<Place> places(
            Readings readings, Series series, Predicate<ScalarObservation> which) {
        return readings.layers(series).stream()
                .filter(which)
                .map(ScalarObservation::place)
                .toList();
    }

    private static String names(List<Place> places) {
        return Wording.layers(places.stream().map(Place::name).toList());
    }

    private Alarm inSignal(Readings readings, List<Place> activations) {
        Place first = activations.get(0);
        boolean atInput =
                readings.layers(Series.ACTIVATION_MOMENT).stream()
                        .findFirst()
                        .filter(o -> o.place().equals(first))
                        .isPresent();
        Optional<String> explosion = atInput ? Optional.empty() : explosion(readings);
        return alarm(
                readings,
                activations,
                "Activations of the probe batch behind "
                        + names(activations)
                        + " are NaN or infinite, with finite weights",
                atInput
                        ? "The probe batch, which is of the first batch, holds NaN or infinity"
                        : explosion.orElse(
                                "Values overflow, or the block behind the layer divides by zero"),
                atInput
                        ? "Check how the data is read and scaled"
                        : explosion.isPresent()
                                ? LearningRate.REMEDY
                                : "Use InitializationPlan, and look at the blocks behind " + first);
    }

    private Alarm inBatch(Readings readings, double loss) {
        boolean probed = !readings.layers(Series.ACTIVATION_MOMENT).isEmpty();
        boolean weighed = !readings.layers(Series.WEIGHT_NORM).isEmpty();
        String evidence =
                "The loss is "
                        + Wording.number(loss)
                        + lossBefore()
                        + (weighed ? "; all weights are finite" : "")
                        + (probed ? "; the activations of the probe batch are finite" : "")
                        + (Double.isFinite(loss) ? "; gradients are NaN or infinite" : "");
        List<Place> network = List.of(Place.NETWORK);
        Optional<String> explosion = explosion(readings);
        if (explosion.isPresent()) {
            return alarm(readings, network, evidence, explosion.get(), LearningRate.REMEDY);
        }
        if (BrokenBatch.isFinite(readings) && !Double.isFinite(loss)) {
            return alarm(
                    readings,
                    network,
                    evidence,
                    "Inputs, labels and outputs of the network are finite, so it is the loss"
                            + " function: a logarithm, a root or a division at zero, or an"
                            + " exponential that overflows",
                    "Take a loss of logits, or keep what goes into logarithms, roots and divisions"
                            + " away from zero");
        }
        String check = "Check the inputs and labels of batch " + readings.step();
        String batch =
                "This batch holds NaN or infinity in inputs or labels, or values that overflow or"
                        + " whose logarithm, root or inverse is not finite";
        if (!weighed && !probed && losses < ENOUGH) {
            return alarm(
                    readings,
                    network,
                    evidence,
                    batch
                            + "; or the learning rate is too high: weights and activations were not"
                            + " measured at this step",
                    check + " (counted from 0); if they are finite, lower the learning rate");
        }
        return alarm(
                readings,
                network,
                evidence,
                batch,
                check + " (counted from 0), and start again from before it");
    }

    /** What the loss tells that rose far above what it was, or an update that was too large. */
    private Optional<String> explosion(Readings readings) {
        double last = lastLoss.orElse(Double.NaN);
        double first = Math.abs(firstLoss.orElse(Double.NaN));
        double guessing =
                readings.latest(Series.LOSS, Place.NETWORK)
                        .map(ScalarObservation::expected)
                        .orElse(Double.NaN);
        // A first loss may be small by chance, if nothing tells what it should be.
        double far = guessing > 0 || losses < ENOUGH ? JUMP : JUMP * JUMP;
        return last > far * (guessing > 0 ? Math.max(guessing, first) : first)
                ? Optional.of(
                        "The learning rate is too high: the loss had risen from "
                                + Wording.number(first)
                                + " to "
                                + Wording.number(last)
                                + " before")
                : LearningRate.cause(readings);
    }

    private static List<Place> fromLast(List<Place> places) {
        List<Place> reversed = new ArrayList<>(places);
        Collections.reverse(reversed);
        return reversed;
    }

    private String lossBefore() {
        return lastLoss.isPresent()
                ? "; the loss before was " + Wording.number(lastLoss.getAsDouble())
                : "";
    }

    private static Alarm alarm(
            Readings readings, List<Place> places, String evidence, String cause, String remedy) {
        return new Alarm(readings.step(), AlarmKind.NON_FINITE, places, evidence, cause, remedy);
    }
}
