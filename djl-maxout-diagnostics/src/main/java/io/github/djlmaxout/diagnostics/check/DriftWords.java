// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.nn.GaussianMaximum;

import java.util.List;
import java.util.Optional;

/** Says of a drift what it is, where it comes from, and what helps. */
final class DriftWords {

    private final List<Measured> layers;
    private final Remedies remedies;

    DriftWords(List<Measured> layers, Remedies remedies) {
        this.layers = layers;
        this.remedies = remedies;
    }

    Alarm forward(Drift drift) {
        Measured first = layers.get(drift.start());
        double after = layers.get(drift.end()).output();
        String evidence =
                "activation second moment "
                        + (drift.grows() ? "grows " : "shrinks ")
                        + rate(drift)
                        + (drift.end() > drift.start()
                                ? " from " + name(drift.start()) + " to " + name(drift.end())
                                : " in " + name(drift.start()))
                        + ", from "
                        + Wording.number(first.input(), 3)
                        + " to "
                        + Wording.number(after, 3);
        Scheme scheme = keepsGradients() ? Scheme.maxout() : Scheme.critical();
        String named = keepsGradients() ? "Scheme.maxout()" : "Scheme.critical()";
        Optional<LayerPlan> right = remedies.layer(scheme, first.name());
        Optional<LayerPlan> keeping = remedies.layer(Scheme.maxout(), first.name());
        return new Alarm(
                0,
                drift.kind(),
                Place.layer(first.name()),
                evidence,
                cause(first.plan(), keeping, drift),
                Remedy.of(named) + right.map(DriftWords::gives).orElse(" keeps the size"));
    }

    /** Whether it is the variance of the weights: then it is off by the factor of the growth. */
    private static String cause(LayerPlan plan, Optional<LayerPlan> keeping, Drift drift) {
        String variance =
                "variance " + Wording.number(plan.c(), 3) + " / fan-in" + onPieces(plan.pieces());
        if (keeping.isEmpty()) {
            return !Double.isNaN(plan.c())
                    ? "It has " + variance
                    : "It is not known what this layer should have"
                            + (plan.note().isEmpty() ? "" : ": " + plan.note());
        }
        double log = Math.log(drift.rate());
        double off = Math.log(plan.c() / keeping.get().c());
        if (off * log > 0 && Math.abs(off) >= Math.abs(log) / 2) {
            return capital(variance)
                    + " where "
                    + Wording.number(keeping.get().c(), 4)
                    + " / fan-in keeps the size";
        }
        return capital(variance)
                + " would keep the size of independent weights and equal biases, so it is weights"
                + " that have a mean or depend on each other, or biases";
    }

    Alarm backward(Drift drift) {
        int from = drift.end();
        int to = drift.start();
        LayerPlan plan = layers.get(from).plan();
        String evidence =
                "gradients "
                        + (drift.grows() ? "grow " : "shrink ")
                        + rate(drift)
                        + (to < from
                                ? " on the way back from " + name(from) + " to " + name(to)
                                : " on the way back through " + name(from))
                        + " (second moments, for inputs of one size)";
        AlarmKind kind = drift.kind();
        boolean normalized = layers.subList(to, from + 1).stream().anyMatch(Measured::isNormalized);
        if (normalized) {
            return new Alarm(
                    0,
                    kind,
                    Place.layer(name(to)),
                    evidence,
                    drift.grows()
                            ? "Normalization in every layer multiplies gradients, whatever the"
                                    + " weights are"
                            : "Small scales of normalizations or saturated activation functions"
                                    + " make gradients smaller in each layer",
                    "Take fewer layers, or add each few layers' input to their output");
        }
        if (!drift.grows() && plan.pieces() > 2) {
            double c = plan.c();
            return new Alarm(
                    0,
                    kind,
                    Place.layer(name(to)),
                    evidence,
                    "Variance "
                            + Wording.number(c, 4)
                            + " / fan-in"
                            + onPieces(plan.pieces())
                            + " multiplies gradients by as much in each layer",
                    Remedy.of("Scheme.critical()")
                            + remedies.layer(Scheme.critical(), plan.name())
                                    .map(DriftWords::gives)
                                    .orElse(" keeps activations and gradients"));
        }
        return new Alarm(
                0,
                kind,
                Place.layer(name(to)),
                evidence,
                "Variance "
                        + Wording.number(plan.c(), 3)
                        + " / fan-in"
                        + onPieces(plan.pieces())
                        + " does that, or biases that most units cannot overcome",
                Remedy.of(keepsGradients() ? "Scheme.maxout()" : "Scheme.critical()")
                        + remedies.layer(
                                        keepsGradients() ? Scheme.maxout() : Scheme.critical(),
                                        plan.name())
                                .map(DriftWords::gives)
                                .orElse(" keeps the size"));
    }

    /**
     * Whether {@code Scheme.maxout()} is for a network as deep as this: gradients across the signal
     * shrink by {@code 1 / M(K)} in each maxout layer of it. What is left then is the part along
     * the signal, 1 / width of the whole, with which a network learns little.
     */
    private boolean keepsGradients() {
        double log = 0;
        for (Measured layer : layers) {
            if (!layer.isNormalized()) {
                log += Math.log(GaussianMaximum.of(layer.plan().pieces()).secondMoment());
            }
        }
        return log < Drift.SMALLER;
    }

    private static String gives(LayerPlan plan) {
        return " gives c = "
                + Wording.number(plan.c(), 4)
                + (plan.bias() == 0 || Double.isNaN(plan.bias())
                        ? ""
                        : " and bias " + Wording.number(plan.bias(), 4));
    }

    private static String onPieces(int pieces) {
        return pieces == 1 ? "" : " on " + pieces + " pieces";
    }

    private static String rate(Drift drift) {
        double factor = drift.grows() ? drift.rate() : 1 / drift.rate();
        return Wording.number(factor, 3) + "x" + (drift.end() == drift.start() ? "" : " per layer");
    }

    private String name(int layer) {
        return layers.get(layer).name();
    }

    private static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
