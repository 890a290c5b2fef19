// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.Linear;

import io.github.djlmaxout.network.ConvolutionGeometry;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.nn.MaxoutLayer;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What the rows of a weight are multiplied with: the inputs of a dense layer, and the patches that
 * a convolution looks at.
 *
 * @param convolution how a kernel moves; empty for a dense layer
 */
record Patches(Optional<ConvolutionGeometry> convolution) {

    /** A subclass of DJL's layers may do anything and is not among them. */
    private static final Set<Class<?>> DJL =
            Set.of(Linear.class, Conv1d.class, Conv2d.class, Conv3d.class);

    /** How a layer looks at its input; empty for a block that is not known to do so. */
    static Optional<Patches> of(Step step) {
        Block block = step.block();
        boolean known = block instanceof MaxoutLayer || DJL.contains(block.getClass());
        return known && step.operation() instanceof Weights
                ? Optional.of(new Patches(ConvolutionGeometry.of(block)))
                : Optional.empty();
    }

    /**
     * Unfolds the input of a layer.
     *
     * @param input of shape {@code (N, .., F)}, or {@code (N, C, spatial..)} for a convolution
     * @return an array of shape {@code (N, G, F, L)}: fan-in {@code F}, positions {@code L}
     */
    NDArray unfold(NDArray input) {
        Shape shape = input.getShape();
        long samples = shape.get(0);
        if (convolution.isEmpty()) {
            return positionsLast(input, samples);
        }
        ConvolutionGeometry geometry = convolution.get();
        long channels = shape.get(1);
        NDArray all = correlate(input, channels, geometry);
        long fanIn = channels / geometry.groups() * geometry.kernel().size();
        long positions = all.getShape().slice(2).size();
        return all.reshape(samples, geometry.groups(), fanIn, positions);
    }

    /**
     * Brings the gradient with respect to what a layer gives into the same order.
     *
     * @param gradient of shape {@code (m N, .., M)}, or {@code (m N, M, spatial..)} for a
     *     convolution
     * @param sets the number {@code m} of times that the batch went through
     * @return an array of shape {@code (m, N, G, M / G, L)}
     */
    NDArray deltas(NDArray gradient, long sets) {
        Shape shape = gradient.getShape();
        long samples = shape.get(0) / sets;
        if (convolution.isEmpty()) {
            NDArray last = positionsLast(gradient, shape.get(0));
            Shape there = last.getShape();
            return last.reshape(sets, samples, 1, there.get(2), there.get(3));
        }
        int groups = convolution.get().groups();
        long rows = shape.get(1);
        long positions = shape.slice(2).size();
        return gradient.reshape(sets, samples, groups, rows / groups, positions);
    }

    /** From {@code (N, .., F)} to {@code (N, 1, F, L)}. */
    private static NDArray positionsLast(NDArray array, long samples) {
        Shape shape = array.getShape();
        long width = shape.get(shape.dimension() - 1);
        long positions = shape.size() / samples / width;
        if (positions == 1) {
            return array.reshape(samples, 1, width, 1);
        }
        return array.reshape(samples, positions, width)
                .transpose(0, 2, 1)
                .reshape(samples, 1, width, positions);
    }

    /** A convolution whose filters each pick one tap of one channel. */
    private static NDArray correlate(NDArray input, long channels, ConvolutionGeometry geometry) {
        Shape kernel = geometry.kernel();
        Shape stride = geometry.stride();
        Shape padding = geometry.padding();
        Shape dilation = geometry.dilation();
        int taps = Math.toIntExact(kernel.size());
        NDManager manager = input.getManager();
        double[] picks = new double[Math.toIntExact(channels) * taps * taps];
        for (int row = 0; row < channels * taps; row++) {
            picks[row * taps + row % taps] = 1;
        }
        long[] lengths =
                LongStream.concat(
                                LongStream.of(channels * taps, 1), Arrays.stream(kernel.getShape()))
                        .toArray();
        NDArray weight =
                manager.create(picks, new Shape(lengths)).toType(input.getDataType(), false);
        int together = Math.toIntExact(channels);
        return switch (kernel.dimension()) {
            case 1 ->
                    Conv1d.conv1d(input, weight, null, stride, padding, dilation, together).head();
            case 2 ->
                    Conv2d.conv2d(input, weight, null, stride, padding, dilation, together).head();
            default ->
                    Conv3d.conv3d(input, weight, null, stride, padding, dilation, together).head();
        };
    }
}
