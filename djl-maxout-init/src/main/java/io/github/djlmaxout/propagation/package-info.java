/**
 * What networks with random weights do to signals and gradients, in {@code double} mathematics
 * without an engine. Of DJL nothing is used, of this library {@link
 * io.github.djlmaxout.nn.GaussianMaximum} alone.
 *
 * <p>Here are the exact recursions of dense maxout networks at finite width: read {@link
 * io.github.djlmaxout.propagation.MaxoutNetwork} first, then {@link
 * io.github.djlmaxout.propagation.ActivationMoments} and {@link
 * io.github.djlmaxout.propagation.GradientMoments}. Single layers are in {@code unit}, infinite
 * width in {@code kernel}, the effect of a finite one in {@code width}, linear regions in {@code
 * region}.
 */
package io.github.djlmaxout.propagation;
