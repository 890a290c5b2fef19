/**
 * Jacobians of networks with respect to their inputs: their singular values, how they stretch
 * directions layer by layer, and what theory expects of them at initialization.
 *
 * <p>All of it runs on detached copies in float64, batch normalization with its running statistics.
 */
package io.github.djlmaxout.diagnostics.jacobian;
