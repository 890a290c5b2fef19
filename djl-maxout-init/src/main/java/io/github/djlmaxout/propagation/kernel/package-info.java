/**
 * Kernels of maxout networks of infinite width: covariances of signals and tangent kernels.
 *
 * <p>Read {@link io.github.djlmaxout.propagation.kernel.MaxoutKernel} first, what one maxout unit
 * does to a correlation, then {@link io.github.djlmaxout.propagation.kernel.KernelRecursion}, which
 * applies it layer by layer, and {@link io.github.djlmaxout.propagation.kernel.CorrelationMap}, its
 * fixed points.
 */
package io.github.djlmaxout.propagation.kernel;
