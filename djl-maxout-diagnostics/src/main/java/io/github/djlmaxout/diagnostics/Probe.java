// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;

import java.util.List;
import java.util.Optional;

/**
 * The watched network with its current values, run on the probe batch without touching it.
 *
 * <p>The user's blocks run in evaluation mode with detached copies of the parameters; nothing is
 * drawn from the engine. The probe batch is the same at every step, so what changes is the network.
 */
public interface Probe {

    /**
     * Returns what comes out of the layers with weights, in the order of the signal.
     *
     * @return the signals behind the layers, valid as long as the step; empty for a network of
     *     which no layer can be run alone
     */
    List<LayerSignal> signals();

    /**
     * Returns the watched network, to be read and run on detached copies, never changed.
     *
     * @return the network itself
     */
    Block network();

    /**
     * Returns the inputs of the probe batch.
     *
     * @return the inputs, which stay as they are
     */
    NDList batch();

    /**
     * Returns the labels of the probe batch.
     *
     * @return the labels; empty where there are none
     */
    NDList labels();

    /**
     * Returns what the network is trained with.
     *
     * @return the loss, if it is known
     */
    Optional<Loss> loss();
}
