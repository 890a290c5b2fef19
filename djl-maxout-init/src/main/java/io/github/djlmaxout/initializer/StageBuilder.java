// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.internal.SignificantDigits;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.PieceMaximum;
import io.github.djlmaxout.network.Pooling;
import io.github.djlmaxout.network.Reordering;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what follows a layer with weights. */
final class StageBuilder {

    /** As many as the moments of a pooled maximum are checked for. */
    private static final long MOST_MAXIMA = 1_000_000;

    private int pieces;
    private PieceLayout layout;
    private Scaling before = Scaling.NONE;
    private Scaling between = Scaling.NONE;
    private Scaling after = Scaling.NONE;
    private boolean bent;
    private ScalarFunction function = Stage.IDENTITY;
    private ScalarFunction later = Stage.IDENTITY;
    private long maxPositions = 1;
    private long averagePositions = 1;
    private double keep = 1;
    private final List<String> followers = new ArrayList<>();
    private String lost;
    private String unknown;

    StageBuilder(Weights weights) {
        pieces = weights.pieces();
        layout = weights.layout();
    }

    boolean isLinear() {
        return pieces == 1
                && !bent
                && maxPositions == 1
                && averagePositions == 1
                && !between.present();
    }

    void follow(Step step) {
        Operation operation = step.operation();
        if (lost != null || operation instanceof Reordering) {
            return;
        }
        if (operation instanceof PieceMaximum maximum) {
            maximum(step, maximum);
        } else if (operation instanceof Elementwise elementwise) {
            bend(step, elementwise.function());
        } else if (operation instanceof Pooling pooling) {
            pool(step, pooling);
        } else if (operation instanceof Normalization normalization) {
            normalize(normalization);
        } else if (operation instanceof Dropping dropping) {
            keep *= dropping.keep();
            followers.add("keep " + SignificantDigits.of(dropping.keep(), 3));
        }
    }

    private void maximum(Step step, PieceMaximum maximum) {
        if (pieces > 1) {
            refuse(step, "a second maximum over pieces");
            return;
        }
        if (bent || maxPositions > 1 || averagePositions > 1 || keep < 1 || after.present()) {
            refuse(step, "a maximum over pieces behind an activation function, pooling or dropout");
            return;
        }
        pieces = maximum.pieces();
        layout = maximum.layout();
        followers.add("maximum of " + pieces);
    }

    private void bend(Step step, ScalarFunction next) {
        if (Stage.isIdentity(next)) {
            return;
        }
        if (averagePositions > 1 || after.present() || keep < 1) {
            refuse(step, "an activation function behind pooling, normalization or dropout");
            return;
        }
        if (maxPositions > 1 && !increases(next)) {
            refuse(step, "an activation function that falls somewhere, behind max-pooling");
            return;
        }
        if (between.present()) {
            later = Stage.isIdentity(later) ? next : composed(later, next);
        } else {
            function = bent ? composed(function, next) : next;
            bent = true;
        }
        followers.add(describe(next));
    }

    private static ScalarFunction composed(ScalarFunction first, ScalarFunction next) {
        if (first.isHomogeneous() && next.isHomogeneous()) {
            return ScalarFunction.ofSlopes(
                    -next.applyAsDouble(first.applyAsDouble(-1)),
                    next.applyAsDouble(first.applyAsDouble(1)));
        }
        return ScalarFunction.of(x -> next.applyAsDouble(first.applyAsDouble(x)));
    }

    private static String describe(ScalarFunction function) {
        if (!function.isHomogeneous()) {
            return "activation";
        }
        return function.negativeSlope() == 0 && function.positiveSlope() == 1
                ? "ReLU"
                : "slopes "
                        + SignificantDigits.of(function.negativeSlope(), 3)
                        + ", "
                        + SignificantDigits.of(function.positiveSlope(), 3);
    }

    private void pool(Step step, Pooling pooling) {
        long positions = pooling.positions();
        if (pooling.kind() == Pooling.Kind.AVERAGE) {
            if (averagePositions > 1 || after.present() || keep < 1) {
                refuse(step, "average pooling behind other pooling, normalization or dropout");
                return;
            }
            averagePositions = positions;
            followers.add("average of " + positions);
            return;
        }
        boolean commutes = (!bent || increases(function)) && increases(later);
        if (averagePositions > 1 || after.present() || keep < 1 || !commutes) {
            refuse(step, "max-pooling behind something it cannot be exchanged with");
            return;
        }
        if (positions > MOST_MAXIMA / maxPositions / pieces) {
            refuse(step, "max-pooling over more than a million pieces and positions");
            return;
        }
        maxPositions *= positions;
        followers.add("max-pool of " + positions);
    }

    /** The first normalization of activations lets more follow; another one ends the stage. */
    private void normalize(Normalization normalization) {
        double epsilon = normalization.epsilon();
        followers.add("normalization");
        boolean first = !between.present() && !after.present();
        boolean bare = !bent && pieces == 1 && maxPositions == 1 && averagePositions == 1;
        if (keep < 1 || averagePositions > 1 || !first) {
            after = new Scaling(true, epsilon, maxPositions, keep);
            keep = 1;
        } else if (bare) {
            before = new Scaling(true, epsilon, 1, 1);
        } else {
            between = new Scaling(true, epsilon, maxPositions, 1);
        }
    }

    /** Whether a larger argument never gives a smaller value, on a grid. */
    private static boolean increases(ScalarFunction f) {
        if (f.isHomogeneous()) {
            return f.negativeSlope() >= 0 && f.positiveSlope() >= 0;
        }
        double before = f.applyAsDouble(-10);
        for (int i = 1; i <= 400; i++) {
            double value = f.applyAsDouble(-10 + i / 20.0);
            if (value < before - 1e-6) {
                return false;
            }
            before = value;
        }
        return true;
    }

    private void refuse(Step step, String what) {
        refuse(step.name() + " is " + what);
    }

    /** Notes that from here on it is not known what follows; the first reason counts. */
    void refuse(String reason) {
        if (before.present() || between.present() || after.present()) {
            lost = lost == null ? reason : lost;
        } else {
            unknown = unknown == null ? reason : unknown;
        }
    }

    Stage build(List<Step> steps, boolean readOut, double directions) {
        boolean moreFollows =
                !Stage.isIdentity(later)
                        || maxPositions > between.positions()
                        || averagePositions > 1
                        || after.present();
        boolean atEnd = between.present() && !moreFollows;
        return new Stage(
                List.copyOf(steps),
                pieces,
                layout,
                before,
                function,
                atEnd ? Scaling.NONE : between,
                later,
                maxPositions,
                averagePositions,
                atEnd ? between : after,
                keep,
                readOut,
                directions,
                List.copyOf(followers),
                Optional.ofNullable(lost),
                Optional.ofNullable(unknown));
    }
}
