// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;

/** Does what no quantity may: it changes a gradient. */
final class Vandal implements Quantity {

    @Override
    public String name() {
        return "vandal";
    }

    @Override
    public Cost cost() {
        return Cost.REDUCTION;
    }

    @Override
    public void measure(TrainingStep step, Observer observer) {
        for (WatchedParameter parameter : step.parameters()) {
            if (parameter.isTrained()) {
                step.gradient(parameter).muli(-1);
                return;
            }
        }
    }
}
