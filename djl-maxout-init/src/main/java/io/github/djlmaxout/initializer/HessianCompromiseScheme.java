// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.internal.SignificantDigits;
import io.github.djlmaxout.network.Weights;

/** Maxout layers between the scale that keeps activations and the one that keeps gradients. */
final class HessianCompromiseScheme extends Scheme {

    @Override
    String name() {
        return "hessianCompromise";
    }

    @Override
    Choice choose(Stage stage, Signal in, double correlation) {
        Choice keeping = KeepingFactor.choose(stage, in, correlation);
        if (keeping.leavesAlone() || !stage.isMaxout()) {
            return keeping;
        }
        double moment = in.keep() / keeping.c();
        double c = 2 / (1 + moment);
        String next = stage.weights().kind() == Weights.Kind.DENSE ? "layer" : "convolution";
        return Choice.normal(in.keep() * c)
                .withNote(
                        "activations x "
                                + SignificantDigits.of(c * moment, 3)
                                + ", gradients x "
                                + SignificantDigits.of(c, 3)
                                + ", Hessian x "
                                + SignificantDigits.of(moment, 3)
                                + " to the next "
                                + next);
    }
}
