/**
 * The folder that a training leaves: manifest, metrics, curve, checkpoint, model; each file is
 * written whole.
 *
 * <p>Read {@link io.github.djlmaxout.examples.run.RunFolder} first, then {@link
 * io.github.djlmaxout.examples.run.Manifest}. Uses {@code train}, {@code model}, {@code data} and
 * {@code plot}.
 */
package io.github.djlmaxout.examples.run;
