/**
 * Derivatives of a network with respect to its input and its parameters: singular values, how
 * directions are stretched layer by layer, the rank, and what theory expects of them at
 * initialization.
 *
 * <p>All of it runs on detached copies in float64, batch normalization with its running statistics.
 */
package io.github.djlmaxout.diagnostics.jacobian;
