// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Batch normalization in plain operations, {@code gamma (x - mean) / sqrt(variance + epsilon) +
 * beta} for each channel. MXNet cannot differentiate its own operation in evaluation mode, and in
 * training mode that would move the running statistics.
 *
 * <p>All operands are arrays that stay open meanwhile, never numbers: see docs/traps.md, Gradients.
 */
public final class AffineNormalization {

    private AffineNormalization() {}

    /**
     * Standardizes with given statistics.
     *
     * @param x the values
     * @param mean one for each channel
     * @param variance one for each channel
     * @param axis the axis of the channels
     * @param epsilon what is added to the variance
     * @return {@code (x - mean) / sqrt(variance + epsilon)}
     */
    public static NDArray standardized(
            NDArray x, NDArray mean, NDArray variance, int axis, double epsilon) {
        return scaled(x, along(mean, axis, x), along(variance, axis, x), epsilon);
    }

    /**
     * Standardizes with the mean and the variance that the values themselves have, the latter not
     * corrected for their number.
     *
     * @param x the values
     * @param axis the axis of the channels
     * @param epsilon what is added to the variance
     * @return {@code (x - mean) / sqrt(variance + epsilon)}
     */
    public static NDArray standardized(NDArray x, int axis, double epsilon) {
        // MXNet takes the mean along one axis at a time only, but the sum along several.
        int[] others =
                IntStream.range(0, x.getShape().dimension()).filter(a -> a != axis).toArray();
        NDArray count = scalar((double) x.size() / x.getShape().get(axis), x);
        NDArray mean = x.sum(others, true).div(count);
        NDArray variance = x.sub(mean).square().sum(others, true).div(count);
        return scaled(x, mean, variance, epsilon);
    }

    private static NDArray scaled(NDArray x, NDArray mean, NDArray variance, double epsilon) {
        return x.sub(mean).div(variance.add(scalar(epsilon, x)).sqrt());
    }

    private static NDArray scalar(double value, NDArray like) {
        return like.getManager()
                .create(new double[] {value}, new Shape(1))
                .toType(like.getDataType(), true);
    }

    /**
     * Lays one number for each channel along the axis of the channels.
     *
     * @param channels one number for each channel
     * @param axis the axis of the channels
     * @param x what it is to be combined with
     * @return a view that broadcasts to {@code x}
     */
    public static NDArray along(NDArray channels, int axis, NDArray x) {
        long[] lengths = new long[x.getShape().dimension()];
        Arrays.fill(lengths, 1);
        lengths[axis] = x.getShape().get(axis);
        return channels.reshape(lengths);
    }
}
