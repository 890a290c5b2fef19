/**
 * The empirical neural tangent kernel of a network, what its spectrum and its change say, and the
 * kernel of infinitely wide networks beside it.
 */
package io.github.djlmaxout.diagnostics.kernel;
