/**
 * Samples in memory, from files, from DJL's cache or drawn here, and batches of them.
 *
 * <p>Read {@link io.github.djlmaxout.examples.data.Samples} and {@link
 * io.github.djlmaxout.examples.data.DataSetChoice} first. Uses no other package of the program.
 */
package io.github.djlmaxout.examples.data;
