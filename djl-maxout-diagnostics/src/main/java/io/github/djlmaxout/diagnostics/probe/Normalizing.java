package io.github.djlmaxout.diagnostics.probe;

/** With which statistics batch normalization works when a network is probed. */
public enum Normalizing {
    /** With its running statistics, as in evaluation: the network as it stands. */
    RUNNING,
    /** With those of the batch, as in the first training step: a network before it trains. */
    BATCH
}
