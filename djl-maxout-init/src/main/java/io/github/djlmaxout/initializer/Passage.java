// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.propagation.unit.SignalTransfer;

import java.util.List;

/** A section with what theory says of the signal in it. */
sealed interface Passage {

    /** The signal behind the section. */
    Signal output();

    /**
     * A signal through a layer.
     *
     * @param stage the layer and what follows
     * @param choice what was chosen for the layer
     * @param input the signal that came in
     * @param response what the layer does to it
     */
    record OfStage(Stage stage, Choice choice, Signal input, StageResponse response)
            implements Passage {

        @Override
        public Signal output() {
            return response.output();
        }
    }

    /**
     * A signal through a step without weights.
     *
     * @param output the signal behind it
     * @param transfer what becomes of a change
     */
    record OfLoose(Signal output, SignalTransfer transfer) implements Passage {}

    /**
     * A signal through branches.
     *
     * @param output the signal behind them
     * @param branches the passages of each branch
     * @param weights how much of a change in each branch arrives, by mean square per value
     */
    record OfFork(Signal output, List<List<Passage>> branches, List<Double> weights)
            implements Passage {}
}
