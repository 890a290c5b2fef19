/**
 * What networks with random weights do to signals and gradients, in plain {@code double}
 * mathematics without an engine: moments, exact recursions at finite width, kernels at infinite
 * width, bounds.
 */
package io.github.djlmaxout.propagation;
