// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.unit.OrthogonalMaximum;

/**
 * Weight vectors of one length, of independent directions or orthogonal, scaled to keep the second
 * moment of the activations.
 */
final class SphericalScheme extends Scheme {

    private final String name;
    private final Distribution distribution;

    SphericalScheme(String name, Distribution distribution) {
        this.name = name;
        this.distribution = distribution;
    }

    @Override
    String name() {
        return name;
    }

    /**
     * The second moment of the largest normal variable gives way to that of the largest coordinate
     * of points on a sphere. Before max-pooling the correction is that of the pieces alone.
     */
    @Override
    Choice choose(Stage stage, Signal in, double correlation) {
        Choice keeping = KeepingFactor.choose(stage, in, correlation);
        if (keeping.leavesAlone()) {
            return keeping;
        }
        double correction = 1;
        if (stage.isMaxout()) {
            correction =
                    GaussianMaximum.of(stage.pieces()).secondMoment()
                            / OrthogonalMaximum.secondMoment(
                                    stage.pieces(), Math.toIntExact(stage.weights().fanIn()));
        }
        return new Choice(keeping.c() * correction, 0, distribution, keeping.note());
    }
}
