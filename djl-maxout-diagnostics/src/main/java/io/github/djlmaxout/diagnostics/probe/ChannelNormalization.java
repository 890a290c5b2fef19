// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.run.AffineNormalization;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Batch normalization in words of its own, {@code gamma (x - mean) / sqrt(variance + epsilon) +
 * beta} for each channel: MXNet cannot differentiate DJL's block in evaluation mode, and in
 * training mode that would move the running statistics.
 *
 * <p>DJL's block tells neither its axis nor its epsilon. Both are seen by running it in evaluation
 * mode on made-up parameters.
 */
public final class ChannelNormalization {

    private final Map<Parameter.Type, Parameter> parameters;
    private final int axis;
    private final double epsilon;

    private ChannelNormalization(
            Map<Parameter.Type, Parameter> parameters, int axis, double epsilon) {
        this.parameters = parameters;
        this.axis = axis;
        this.epsilon = epsilon;
    }

    /**
     * Finds out what a block does.
     *
     * @param block the block, initialized
     * @param input the shape of its input, with the batch as first axis
     * @param engine where it is tried, on the CPU
     * @return empty if it has not the four parameters of batch normalization
     */
    public static Optional<ChannelNormalization> of(Block block, Shape input, Engine engine) {
        Map<Parameter.Type, Parameter> parameters = new EnumMap<>(Parameter.Type.class);
        block.getDirectParameters().values().forEach(p -> parameters.put(p.getType(), p));
        if (!parameters.containsKey(Parameter.Type.GAMMA)
                || !parameters.containsKey(Parameter.Type.BETA)
                || !parameters.containsKey(Parameter.Type.RUNNING_MEAN)
                || !parameters.containsKey(Parameter.Type.RUNNING_VAR)) {
            return Optional.empty();
        }
        return Normalization.of(block, input, engine)
                .map(read -> new ChannelNormalization(parameters, read.axis(), read.epsilon()));
    }

    /** The parameters that are trained: scale and shift. */
    Parameter scale() {
        return parameters.get(Parameter.Type.GAMMA);
    }

    Parameter shift() {
        return parameters.get(Parameter.Type.BETA);
    }

    /**
     * Returns the axis of the channels.
     *
     * @return the axis, counted from the batch's, which is 0
     */
    public int axis() {
        return axis;
    }

    /**
     * Returns what is added to the variance.
     *
     * @return the number that the engine uses in double precision
     */
    public double epsilon() {
        return epsilon;
    }

    /** Normalizes with copied parameters; all operands are arrays that stay open meanwhile. */
    NDArray apply(NDArray x, DetachedStore store, Statistics statistics) {
        return standardized(x, store, statistics)
                .mul(AffineNormalization.along(store.of(scale()), axis, x))
                .add(AffineNormalization.along(store.of(shift()), axis, x));
    }

    /** What the scale is multiplied with. */
    NDArray standardized(NDArray x, DetachedStore store, Statistics statistics) {
        return statistics == Statistics.BATCH
                ? AffineNormalization.standardized(x, axis, epsilon)
                : AffineNormalization.standardized(
                        x,
                        store.of(parameters.get(Parameter.Type.RUNNING_MEAN)),
                        store.of(parameters.get(Parameter.Type.RUNNING_VAR)),
                        axis,
                        epsilon);
    }
}
