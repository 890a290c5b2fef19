/**
 * One training: a network from the start or a checkpoint to the last epoch. Everything random
 * derives from the seed and the position in the run, so a resumed one ends with the same bits.
 *
 * <p>Read {@link io.github.djlmaxout.examples.train.TrainingSession} first, then {@link
 * io.github.djlmaxout.examples.train.Checkpoint}. Uses {@code model} and {@code data}.
 */
package io.github.djlmaxout.examples.train;
