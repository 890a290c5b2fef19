// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import java.util.function.DoubleUnaryOperator;

/** The variance factor that keeps the second moment of a signal, through one layer. */
final class KeepingFactor {

    private KeepingFactor() {}

    /**
     * The choice for any layer: {@code c} so that the second moment behind the layer's pool is the
     * one before the layer's dropout.
     */
    static Choice choose(Stage stage, Signal in, double correlation) {
        if (stage.unknown().isPresent()) {
            return Choice.leaveAlone("not known what follows: " + stage.unknown().get());
        }
        if (stage.function().isHomogeneous()) {
            double gain =
                    StageResponse.normal(stage.bare(), 1, 0, Signal.ofInput(1), correlation)
                            .activation();
            return finite(in.keep() / gain);
        }
        return forCurve(stage, in, correlation);
    }

    private static Choice finite(double c) {
        return Double.isFinite(c) && c > 0
                ? Choice.normal(c)
                : Choice.leaveAlone("no variance keeps the second moment");
    }

    /** An activation function that does not scale: where its input lies matters. */
    private static Choice forCurve(Stage stage, Signal in, double correlation) {
        double target = in.isKnown() ? in.secondMoment() * in.keep() : 1;
        Signal known = new Signal(target / in.keep(), 0, false, in.keep());
        Stage bare = stage.bare();
        DoubleUnaryOperator forward =
                c -> StageResponse.normal(bare, c, 0, known, correlation).activation() / target - 1;
        double c = firstRoot(forward);
        if (!Double.isNaN(c)) {
            return Choice.normal(c);
        }
        DoubleUnaryOperator backward =
                factor -> {
                    StageResponse response =
                            StageResponse.normal(bare, factor, 0, known, correlation);
                    return factor / in.keep() * response.unit().slope() - 1;
                };
        c = firstRoot(backward);
        return Double.isNaN(c)
                ? Choice.leaveAlone("no variance keeps the second moment of signals or gradients")
                : Choice.normal(c).withNote("keeps gradients; no variance keeps the activations");
    }

    /** The least root between 2^-10 and 2^10, where the function first becomes positive. */
    private static double firstRoot(DoubleUnaryOperator function) {
        double low = Math.scalb(1.0, -10);
        if (!(function.applyAsDouble(low) < 0)) {
            return Double.NaN;
        }
        for (int i = -19; i <= 20; i++) {
            double high = Math.pow(2, i / 2.0);
            if (function.applyAsDouble(high) >= 0) {
                return bisect(function, low, high);
            }
            low = high;
        }
        return Double.NaN;
    }

    private static double bisect(DoubleUnaryOperator function, double low, double high) {
        double below = low;
        double above = high;
        while (above - below > 1e-13 * above) {
            double middle = 0.5 * (below + above);
            if (function.applyAsDouble(middle) < 0) {
                below = middle;
            } else {
                above = middle;
            }
        }
        return 0.5 * (below + above);
    }
}
