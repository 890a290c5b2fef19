// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.probe.GuessingLoss;

import java.util.OptionalDouble;

/** A loss that notes what comes to it first. */
final class SeenLoss extends Loss {

    private final Loss inner;
    private OptionalDouble guessing = OptionalDouble.empty();
    private int outputs;

    SeenLoss(Loss inner) {
        super(inner.getName());
        this.inner = inner;
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        if (outputs == 0) {
            outputs = predictions.size();
            guessing = GuessingLoss.of(inner, labels, predictions);
        }
        return inner.evaluate(labels, predictions);
    }

    /** How many arrays came out of the network; 0 if it was not run. */
    int outputs() {
        return outputs;
    }

    /** See {@link GuessingLoss}. */
    OptionalDouble guessing() {
        return guessing;
    }
}
