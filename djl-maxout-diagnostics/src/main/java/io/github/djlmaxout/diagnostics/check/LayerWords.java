// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.Locale;

/** Says of a single layer what is wrong with it, why, and what helps. */
final class LayerWords {

    private LayerWords() {}

    /**
     * NaN or infinity.
     *
     * @param layer the first layer with them
     * @param signal whether it is in its signal; in its gradient only otherwise
     */
    static Alarm nonFinite(Measured layer, boolean signal) {
        boolean weights = layer.state() == Measured.State.NON_FINITE;
        return new Alarm(
                0,
                AlarmKind.NON_FINITE,
                Place.layer(layer.name()),
                signal
                        ? "NaN or infinity comes out of "
                                + layer.name()
                                + " first, while its input is finite"
                        : "gradients at " + layer.name() + " are not finite",
                weights
                        ? "Its weights or biases hold NaN or infinity"
                        : "Numbers beyond the range of the type, or a block that makes them, such"
                                + " as a logarithm",
                weights
                        ? "Give it new ones: " + Remedy.of("Scheme.maxout()")
                        : "Look at the sizes in the layers before; "
                                + Remedy.of("Scheme.maxout()")
                                + " keeps them");
    }

    static Alarm silent(Measured layer, double zeros, boolean all) {
        boolean empty = layer.state() == Measured.State.ZERO;
        return new Alarm(
                0,
                AlarmKind.DEAD,
                Place.layer(layer.name()),
                all
                        ? "nothing but zeros comes out of " + layer.name()
                        : Wording.percent(zeros)
                                + " of the outputs of "
                                + layer.name()
                                + " are zero at every sample",
                empty
                        ? "All its weights are zero"
                        : "With zero biases chance silences no more than half of the units of an"
                                + " activation function: its biases are too low, or weights have a"
                                + " negative mean",
                empty
                        ? "Nothing before it learns at the first step; unless that is meant, give"
                                + " it weights: "
                                + Remedy.of("Scheme.maxout()")
                        : "Set its biases to zero: " + Remedy.of("Scheme.maxout()"));
    }

    static Alarm equalPieces(LayerPlan plan, PieceUse use) {
        return new Alarm(
                0,
                AlarmKind.TIES,
                Place.layer(plan.name()),
                Wording.percent(use.equal())
                        + " of the maxima in "
                        + plan.name()
                        + " are attained by several pieces",
                "Their weights are equal, so only the first of them will ever learn",
                "Draw each piece anew, not from a constant or a copy: "
                        + Remedy.of("Scheme.maxout()"));
    }

    static Alarm silentPieces(LayerPlan plan, PieceUse use) {
        return new Alarm(
                0,
                AlarmKind.TIES,
                Place.layer(plan.name()),
                Wording.percent(use.silent())
                        + " of the maxima in "
                        + plan.name()
                        + " are those of equal biases alone",
                "Its input is zero there",
                "Look at the input: empty images, masks, or units before it that are dead");
    }

    static Alarm deadPieces(LayerPlan plan, PieceUse use) {
        return new Alarm(
                0,
                AlarmKind.DEAD,
                Place.layer(plan.name()),
                String.format(
                        Locale.ROOT,
                        "%,d of %,d pieces in %s lie%s more than %.0f standard deviations below the"
                                + " largest at every sample",
                        use.dead(),
                        use.pieces(),
                        plan.name(),
                        use.dead() == 1 ? "s" : "",
                        PieceUse.FAR),
                "Their biases are too low, so they never win and never learn",
                "Set the biases to one value: " + Remedy.of("Scheme.maxout()"));
    }
}
