/**
 * How the loss bends over the parameters: Hessian and Gauss-Newton matrix by products, in closed
 * form by layers, eigenvalues, traces, spectral densities.
 */
package io.github.djlmaxout.diagnostics.curvature;
