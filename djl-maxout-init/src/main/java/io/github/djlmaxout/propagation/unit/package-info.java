/**
 * What one layer of random weights does to its input: the distribution of a maximum, with pooling,
 * orthogonal weights and biases, and the share of a change that it passes on.
 *
 * <p>Read {@link io.github.djlmaxout.propagation.unit.MaximumDistribution} first, then {@link
 * io.github.djlmaxout.propagation.unit.SignalTransfer}, which plans stand on.
 */
package io.github.djlmaxout.propagation.unit;
