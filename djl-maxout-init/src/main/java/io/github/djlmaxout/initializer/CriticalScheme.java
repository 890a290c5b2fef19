// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.internal.SignificantDigits;
import io.github.djlmaxout.propagation.kernel.CriticalBias;
import io.github.djlmaxout.propagation.unit.UnitResponse;

import java.util.Locale;

/** Maxout layers at a stable fixed point of the activations with gradients that keep their size. */
final class CriticalScheme extends Scheme {

    private final double target;

    CriticalScheme(double target) {
        this.target = target;
    }

    @Override
    String name() {
        return target == 1
                ? "critical"
                : "critical(second moment " + SignificantDigits.of(target, 9) + ")";
    }

    @Override
    double inputSecondMoment() {
        return target;
    }

    CriticalScheme withTarget(double other) {
        return new CriticalScheme(other);
    }

    @Override
    Choice choose(Stage stage, Signal in, double correlation) {
        if (!stage.isMaxout() || stage.unknown().isPresent() || stage.isScaled()) {
            return KeepingFactor.choose(stage, in, correlation);
        }
        if (stage.weights().bias().isEmpty()) {
            return KeepingFactor.choose(stage, in, correlation)
                    .withNote("without a bias, as maxout()");
        }
        double c = CriticalBias.of(stage.pieces()).c();
        double effective = c * stage.weights().coverage();
        requireInReach(stage, in, CriticalBias.of(stage.pieces(), effective));
        UnitResponse unit = StageResponse.unit(stage, 1, 0, correlation);
        CriticalBias critical = CriticalBias.ofMoments(unit.mean(), unit.secondMoment(), effective);
        double bias = -critical.beta() * Math.sqrt(target);
        return new Choice(in.keep() * c, bias, Distribution.NORMAL, "");
    }

    /** A layer before a pool is one of many that have none, so they decide. */
    private void requireInReach(Stage stage, Signal in, CriticalBias critical) {
        double relative = in.secondMoment() * in.keep() / target;
        if (relative > critical.unstableSquare()) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "The input of %s has a second moment of %s, but activations grow"
                                    + " without bound from %s on: divide the network's inputs by"
                                    + " their root mean square, or use Scheme.critical(batch).",
                            stage.name(),
                            SignificantDigits.of(in.secondMoment() * in.keep(), 4),
                            SignificantDigits.of(critical.unstableSquare() * target, 4)));
        }
    }
}
