/**
 * The networks that are trained, and how their weights begin.
 *
 * <p>Read {@link io.github.djlmaxout.examples.model.NetworkSettings} and {@link
 * io.github.djlmaxout.examples.model.VggNetwork} first. Uses the libraries alone.
 */
package io.github.djlmaxout.examples.model;
