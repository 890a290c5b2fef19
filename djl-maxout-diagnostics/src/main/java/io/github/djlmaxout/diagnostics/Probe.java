package io.github.djlmaxout.diagnostics;

import java.util.List;

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
}
