// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.propagation.width.FractionalMoment;

/** Keeps a moment of the norm of the activations of an order below two. */
final class FractionalMomentScheme extends Scheme {

    private final double order;

    FractionalMomentScheme(double order) {
        if (!(order > 0 && order <= 2)) {
            throw new IllegalArgumentException(
                    "The order s of the moment is "
                            + order
                            + ", but must be in (0, 2]: 1 is a usual choice, 2 is maxout().");
        }
        this.order = order;
    }

    @Override
    String name() {
        return "fractionalMoment(" + order + ")";
    }

    /**
     * The variance that keeps the moment of order s, relative to the one that keeps the second
     * moment: the ratio does not depend on pooling, padding and dropout, which the latter knows.
     */
    @Override
    Choice choose(Stage stage, Signal in, double correlation) {
        Choice keeping = KeepingFactor.choose(stage, in, correlation);
        if (keeping.leavesAlone() || stage.readOut()) {
            return keeping;
        }
        if (!stage.function().isHomogeneous() || (stage.pieces() > 1 && !stage.isIdentity())) {
            return keeping.withNote(
                    "as maxout(): no fractional moment of this activation function");
        }
        FractionalMoment law = law(stage);
        int units = Math.toIntExact(stage.units());
        double ratio = law.scale(units, order) / law.scale(units, 2);
        return new Choice(keeping.c() * ratio * ratio, 0, Distribution.NORMAL, keeping.note());
    }

    private static FractionalMoment law(Stage stage) {
        if (stage.isIdentity()) {
            return stage.pieces() == 1
                    ? FractionalMoment.linear()
                    : FractionalMoment.maxout(stage.pieces());
        }
        // The pre-activation is symmetric, so the steeper side may be taken for the positive one.
        double negative = Math.abs(stage.function().negativeSlope());
        double positive = Math.abs(stage.function().positiveSlope());
        return FractionalMoment.leakyRelu(
                Math.min(negative, positive) / Math.max(negative, positive));
    }
}
