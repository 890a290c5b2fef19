/**
 * Initialization plans for maxout networks: which variance factor, distribution and bias each layer
 * starts with, and why.
 *
 * <p>This package holds no code yet. Until it does, a maxout layer starts from the default
 * initializer of its own module.
 */
package io.github.djlmaxout.initializer;
