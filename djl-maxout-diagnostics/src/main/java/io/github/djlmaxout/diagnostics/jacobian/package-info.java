/**
 * Jacobians of networks. With respect to the input: their singular values, how they stretch
 * directions layer by layer, and what theory expects of them at initialization. With respect to the
 * parameters: their rank.
 *
 * <p>All of it runs on detached copies, batch normalization with its running statistics.
 */
package io.github.djlmaxout.diagnostics.jacobian;
