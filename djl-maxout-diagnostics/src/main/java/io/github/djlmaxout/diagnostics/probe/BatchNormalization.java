package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.util.Pair;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * DJL's batch normalization as an affine map of plain operations, with the channels on axis 1.
 *
 * <p>MXNet refuses to differentiate the layer itself in evaluation mode. What the running
 * statistics make of a channel, {@code slope * x + offset}, is found by running the layer on zeros
 * and on ones, so nothing of its private settings is needed. With the statistics of the batch it is
 * {@code gamma (x - mean) / sqrt(variance + 1e-5) + beta}, with DJL's default epsilon.
 */
final class BatchNormalization {

    private static final float EPSILON = 1e-5f;

    private final NDArray slope;
    private final NDArray offset;
    private final boolean ofBatch;

    private BatchNormalization(NDArray slope, NDArray offset, boolean ofBatch) {
        this.slope = slope;
        this.offset = offset;
        this.ofBatch = ofBatch;
    }

    /** Prepares the map, before a record of operations is opened. */
    static BatchNormalization of(
            BatchNorm block,
            Shape input,
            DetachedStore store,
            NDManager manager,
            Normalizing normalizing) {
        Shape channels = broadcast(input);
        DataType type = block.getDirectParameters().valueAt(0).getArray().getDataType();
        if (normalizing == Normalizing.BATCH) {
            Map<String, NDArray> own = new HashMap<>();
            for (Pair<String, Parameter> parameter : block.getDirectParameters()) {
                own.put(parameter.getKey(), store.copyOf(parameter.getValue()));
            }
            NDArray gamma = own.get("gamma");
            NDArray beta = own.get("beta");
            return new BatchNormalization(
                    gamma == null ? manager.ones(channels, type) : gamma.reshape(channels),
                    beta == null ? manager.zeros(channels, type) : beta.reshape(channels),
                    true);
        }
        NDArray zeros = manager.zeros(channels, type);
        NDArray offset = block.forward(store, new NDList(zeros), false).singletonOrThrow();
        NDArray ones = manager.ones(channels, type);
        NDArray slope =
                block.forward(store, new NDList(ones), false).singletonOrThrow().sub(offset);
        return new BatchNormalization(slope, offset, false);
    }

    private static Shape broadcast(Shape input) {
        Shape shape = new Shape(1, input.get(1));
        for (int axis = 2; axis < input.dimension(); axis++) {
            shape = shape.add(1);
        }
        return shape;
    }

    NDArray apply(NDArray x) {
        if (!ofBatch) {
            return x.mul(slope).add(offset);
        }
        int[] others =
                IntStream.range(0, x.getShape().dimension()).filter(axis -> axis != 1).toArray();
        NDArray centred = x.sub(x.mean(others, true));
        NDArray variance = centred.square().mean(others, true);
        NDArray epsilon = x.getManager().full(new Shape(1), EPSILON, x.getDataType());
        return centred.div(variance.add(epsilon).sqrt()).mul(slope).add(offset);
    }
}
