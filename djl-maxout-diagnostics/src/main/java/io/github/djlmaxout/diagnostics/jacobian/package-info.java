/** Derivatives of a network with respect to its input and its parameters. */
package io.github.djlmaxout.diagnostics.jacobian;
