package io.github.djlmaxout.diagnostics;

import ai.djl.ndarray.NDArray;

import java.util.Optional;

/**
 * What goes into a layer and comes out of it for the probe batch.
 *
 * @param layer the stable name of the layer
 * @param input what goes in; the same object as the {@code output} of the layer before, if it comes
 *     from one directly
 * @param output the signal behind the layer and all that follows it up to the next layer with
 *     weights: maximum, activation function, pool, normalization
 * @param preActivations what the pieces of a maxout layer gave before the maximum, if it is one
 */
public record LayerSignal(
        String layer, NDArray input, NDArray output, Optional<PreActivations> preActivations) {}
