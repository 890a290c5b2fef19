package io.github.djlmaxout.diagnostics.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;

import java.util.Arrays;

/**
 * Batch normalization as in training, but without the block: in evaluation mode it takes its
 * running statistics, and in training mode MXNet runs it under a gradient only.
 */
final class BatchStatistics {

    /** DJL's default; a block does not tell its own. */
    private static final double EPSILON = 1e-5;

    private BatchStatistics() {}

    /** Zero mean and unit variance of each channel, times gamma, plus beta. */
    static NDArray normalize(BatchNorm block, DetachedStore store, NDArray input) {
        NDArray gamma = value(block, "gamma", store, input);
        NDArray beta = value(block, "beta", store, input);
        Shape shape = input.getShape();
        int channel = channel(shape, gamma.getShape().size());
        int[] others = new int[shape.dimension() - 1];
        long[] wide = new long[shape.dimension()];
        Arrays.fill(wide, 1);
        wide[channel] = shape.get(channel);
        for (int axis = 0, i = 0; axis < shape.dimension(); axis++) {
            if (axis != channel) {
                others[i++] = axis;
            }
        }
        // Sums, since PyTorch has the mean over one axis only.
        NDArray share = scalar((double) wide[channel] / shape.size(), input);
        NDArray centered = input.sub(input.sum(others, true).mul(share));
        NDArray variance = centered.mul(centered).sum(others, true).mul(share);
        NDArray epsilon = scalar(EPSILON, input);
        NDArray normal = centered.div(variance.add(epsilon).sqrt());
        return normal.mul(gamma.reshape(new Shape(wide))).add(beta.reshape(new Shape(wide)));
    }

    /** An array, since PyTorch keeps the memory of a plain number no longer than the call. */
    static NDArray scalar(double value, NDArray like) {
        return like.getDataType() == DataType.FLOAT64
                ? like.getManager().create(value)
                : like.getManager().create((float) value);
    }

    private static NDArray value(BatchNorm block, String name, DetachedStore store, NDArray input) {
        Parameter parameter = block.getDirectParameters().get(name);
        return store.getValue(parameter, input.getDevice(), false);
    }

    /** Axis 1, unless the block was told another one. */
    private static int channel(Shape shape, long channels) {
        for (int axis = 1; axis < shape.dimension(); axis++) {
            if (shape.get(axis) == channels) {
                return axis;
            }
        }
        return 1;
    }
}
