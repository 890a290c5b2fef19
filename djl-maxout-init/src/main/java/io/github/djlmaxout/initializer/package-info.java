/**
 * Initialization of maxout networks: which variance factor, distribution and bias each layer starts
 * with, and why; and DJL initializers that draw the same weights from a seed on every engine.
 */
package io.github.djlmaxout.initializer;
