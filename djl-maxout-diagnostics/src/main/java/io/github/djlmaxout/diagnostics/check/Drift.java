// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.alarm.Limits;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A signal that becomes larger or smaller along a row of layers, further than chance takes it.
 *
 * <p>Sizes are second moments, in logarithms. With random weights of the right variance the
 * logarithm of a second moment does a random walk with a step of variance {@code v} a layer, and a
 * mean of {@code -v / 2}: {@code v} is the squared relative error of a mean of squares over the
 * units ({@link Measured#squaredError}). So a change is too large if it is beyond a limit by more
 * than {@link #ERRORS} standard deviations of that walk, or if it is beyond the limit and theory
 * expects of this network's variances that it is.
 *
 * <p>The limits: {@link Limits#GROWTH} upwards through the network, {@link Limits#DECAY} downwards,
 * as {@link Limits#isFarFromInput} has them; {@link Limits#DECAY} either way for gradients.
 *
 * @param start the index of the first layer that takes part
 * @param end the index of the layer where the change is largest
 * @param change the natural logarithm of the whole change; infinite where a signal ends
 * @param part for each layer whether its own change is at least half its share of the limit, in
 *     that direction
 */
record Drift(int start, int end, double change, List<Boolean> part) {

    static final double LARGER = Math.log(Limits.GROWTH);
    static final double SMALLER = Math.log(Limits.DECAY);

    /** In 1 of 30,000 healthy networks chance goes further, for a normal logarithm. */
    private static final double ERRORS = 4;

    Drift {
        part = List.copyOf(part);
    }

    boolean grows() {
        return change > 0;
    }

    AlarmKind kind() {
        return grows() ? AlarmKind.EXPLODING : AlarmKind.VANISHING;
    }

    /** From the first of the layers that are marked to the last. */
    private int length() {
        return end - start + 1;
    }

    /** The factor of one layer. */
    double rate() {
        return Math.exp(change / length());
    }

    /** The drift of activations from the input of the network, or from a normalization on. */
    static Optional<Drift> forward(List<Measured> layers) {
        Optional<Drift> worst = Optional.empty();
        int first = 0;
        for (int i = 0; i <= layers.size(); i++) {
            if (i == layers.size() || layers.get(i).isNormalized()) {
                worst = worse(worst, forward(layers, first, i));
                first = i + 1;
            }
        }
        return worst;
    }

    private static Optional<Drift> forward(List<Measured> layers, int first, int end) {
        List<Double> sizes = new ArrayList<>();
        List<Double> expected = new ArrayList<>();
        List<Double> variances = new ArrayList<>();
        double variance = 0;
        double origin = first < end ? Math.log(layers.get(first).input()) : Double.NaN;
        for (Measured layer : layers.subList(first, Math.max(first, end))) {
            double size = Math.log(layer.output()) - origin;
            if (!Double.isFinite(size)) {
                break;
            }
            variance += layer.squaredError();
            sizes.add(size);
            expected.add(Math.log(layer.plan().forward()) - origin);
            variances.add(variance);
        }
        return along(sizes, expected, variances, LARGER, layers.size())
                .map(drift -> drift.from(first, layers.size()));
    }

    /**
     * The drift of gradients from the last layer back, in their sensitivity ({@link
     * Measured#sensitivity}).
     */
    static Optional<Drift> backward(List<Measured> layers) {
        int last = layers.size() - 1;
        while (last >= 0 && !(logSensitivity(layers.get(last)) > Double.NEGATIVE_INFINITY)) {
            last--;
        }
        if (last < 1) {
            return Optional.empty();
        }
        List<Double> sizes = new ArrayList<>();
        List<Double> variances = new ArrayList<>();
        List<Integer> indices = new ArrayList<>();
        double origin = logSensitivity(layers.get(last));
        double variance = relativeSquare(layers.get(last));
        for (int i = last - 1; i >= 0; i--) {
            Measured layer = layers.get(i);
            variance += layer.squaredError();
            double size = logSensitivity(layer) - origin;
            if (Double.isFinite(size)) {
                sizes.add(size);
                variances.add(variance + relativeSquare(layer));
                indices.add(i);
            }
        }
        // Gradients are expected to a factor of two at best: chance has to be allowed for.
        List<Double> expected = Collections.nCopies(sizes.size(), Double.NaN);
        return along(sizes, expected, variances, SMALLER, layers.size())
                .map(drift -> drift.mapped(indices, layers.size()));
    }

    private static double logSensitivity(Measured layer) {
        double log = Math.log(layer.sensitivity());
        return log == Double.POSITIVE_INFINITY ? Double.NaN : log;
    }

    private static double relativeSquare(Measured layer) {
        double relative = layer.gradientError() / layer.gradientMoment();
        return relative * relative;
    }

    /** The drift along sizes that begin at 0, if there is one. */
    private static Optional<Drift> along(
            List<Double> sizes,
            List<Double> expected,
            List<Double> variances,
            double larger,
            int count) {
        int worst = -1;
        double excess = 0;
        for (int i = 0; i < sizes.size(); i++) {
            double sign = Math.signum(sizes.get(i));
            double limit = sign > 0 ? larger : SMALLER;
            double v = variances.get(i);
            double chance = ERRORS * Math.sqrt(v) + (sign > 0 ? 0 : v / 2);
            boolean foreseen = sign * expected.get(i) > limit;
            double beyond = sign * sizes.get(i) - limit - (foreseen ? 0 : chance);
            // Of several, the one where the change is largest.
            if (beyond > 0 && beyond > excess) {
                worst = i;
                excess = beyond;
            }
        }
        if (worst < 0) {
            return Optional.empty();
        }
        double change = sizes.get(worst);
        double share = (change > 0 ? larger : SMALLER) / (worst + 1) / 2;
        List<Boolean> part = new ArrayList<>();
        int start = worst;
        double before = 0;
        for (int i = 0; i < count; i++) {
            boolean marked = false;
            if (i <= worst) {
                double own = (sizes.get(i) - before) * Math.signum(change);
                before = sizes.get(i);
                marked = own >= share;
                start = marked ? Math.min(start, i) : start;
            }
            part.add(marked);
        }
        double skipped = start == 0 ? 0 : sizes.get(start - 1);
        return Optional.of(new Drift(start, worst, change - skipped, part));
    }

    /** The same for a row that begins at another layer. */
    private Drift from(int first, int count) {
        List<Boolean> moved = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            moved.add(i >= first && part.get(i - first));
        }
        return new Drift(start + first, end + first, change, moved);
    }

    /** The same for a row of the layers with these indices, which fall. */
    private Drift mapped(List<Integer> indices, int count) {
        List<Boolean> moved = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int place = indices.indexOf(i);
            moved.add(place >= 0 && part.get(place));
        }
        return new Drift(indices.get(end), indices.get(start), change, moved);
    }

    private static Optional<Drift> worse(Optional<Drift> one, Optional<Drift> other) {
        boolean first =
                other.isEmpty()
                        || (one.isPresent()
                                && Math.abs(one.get().change) >= Math.abs(other.get().change));
        return first ? one : other;
    }
}
