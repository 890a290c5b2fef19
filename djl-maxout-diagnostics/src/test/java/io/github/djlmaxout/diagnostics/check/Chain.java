// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.initializer.Distribution;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Measurements of a row of layers, made by hand. */
final class Chain {

    private final List<Measured> layers = new ArrayList<>();
    private double moment;
    private double expected = 1;

    Chain(double input) {
        moment = input;
    }

    /** A layer that multiplies the signal, with a gradient of a given sensitivity. */
    Chain layer(double growth, double sensitivity) {
        return layer(growth, sensitivity, 0, false, Optional.empty());
    }

    /** A layer with the squared relative error that chance gives its second moment. */
    Chain layer(
            double growth,
            double sensitivity,
            double squaredError,
            boolean normalized,
            Optional<PieceUse> use) {
        LayerPlan plan = plan(layers.size(), use.isPresent() ? 5 : 1, 0.5, expected);
        double input = moment;
        moment = input * growth;
        layers.add(
                new Measured(
                        plan,
                        1,
                        normalized,
                        false,
                        Optional.of(new Measured.Signal(input, moment, squaredError, 0)),
                        // Behind a normalization it is c times the input that does not count.
                        Optional.of(
                                new Measured.Gradient(
                                        sensitivity
                                                * plan.fanIn()
                                                * (normalized ? 1 / plan.c() : input),
                                        0)),
                        use,
                        Measured.State.USUAL));
        return this;
    }

    Chain add(Measured layer) {
        layers.add(layer);
        return this;
    }

    List<Measured> layers() {
        return List.copyOf(layers);
    }

    /** The second moment that theory expects behind the layers that come. */
    Chain expecting(double forward) {
        expected = forward;
        return this;
    }

    static LayerPlan plan(int index, int pieces, double c) {
        return plan(index, pieces, c, 1);
    }

    private static LayerPlan plan(int index, int pieces, double c, double forward) {
        return new LayerPlan(
                String.format(Locale.ROOT, "%02dLayer", index + 1),
                Weights.Kind.DENSE,
                10,
                100,
                pieces,
                "",
                c,
                Math.sqrt(c / 10),
                0,
                Distribution.FOUND,
                Double.NaN,
                forward,
                1,
                Double.NaN,
                "");
    }
}
