package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.util.Pair;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * DJL's batch normalization as an affine map of plain operations, with the channels on axis 1.
 *
 * <p>MXNet refuses to differentiate the layer itself in evaluation mode. What the running
 * statistics make of a channel, {@code slope * (x - mean) + offset}, is found by running the layer
 * on the running mean and about one standard deviation beside it, so nothing of its private
 * settings is needed. With the statistics of the batch it is {@code gamma (x - mean) /
 * sqrt(variance + 1e-5) + beta}, with DJL's default epsilon.
 */
final class BatchNormalization {

    private static final float EPSILON = 1e-5f;

    private final NDArray slope;
    private final NDArray offset;
    private final Optional<NDArray> mean;

    private BatchNormalization(NDArray slope, NDArray offset, Optional<NDArray> mean) {
        this.slope = slope;
        this.offset = offset;
        this.mean = mean;
    }

    /** Prepares the map, before a record of operations is opened. */
    static BatchNormalization of(
            BatchNorm block,
            Shape input,
            DetachedStore store,
            Normalizing normalizing) {
        Shape channels = broadcast(input);
        Map<String, NDArray> own = new HashMap<>();
        for (Pair<String, Parameter> parameter : block.getDirectParameters()) {
            own.put(parameter.getKey(), store.copyOf(parameter.getValue()).reshape(channels));
        }
        if (normalizing == Normalizing.BATCH) {
            return new BatchNormalization(own.get("gamma"), own.get("beta"), Optional.empty());
        }
        NDArray mean = own.get("runningMean");
        NDArray spread = own.get("runningVar").add(epsilon(mean)).sqrt();
        NDArray offset = block.forward(store, new NDList(mean), false).singletonOrThrow();
        NDArray beside =
                block.forward(store, new NDList(mean.add(spread)), false).singletonOrThrow();
        return new BatchNormalization(beside.sub(offset).div(spread), offset, Optional.of(mean));
    }

    private static NDArray epsilon(NDArray like) {
        return like.getManager().full(new Shape(1), EPSILON, like.getDataType());
    }

    private static Shape broadcast(Shape input) {
        Shape shape = new Shape(1, input.get(1));
        for (int axis = 2; axis < input.dimension(); axis++) {
            shape = shape.add(1);
        }
        return shape;
    }

    NDArray apply(NDArray x) {
        if (mean.isPresent()) {
            return x.sub(mean.get()).mul(slope).add(offset);
        }
        int[] others =
                IntStream.range(0, x.getShape().dimension()).filter(axis -> axis != 1).toArray();
        NDArray centred = x.sub(x.mean(others, true));
        NDArray variance = centred.square().mean(others, true);
        return centred.div(variance.add(epsilon(x)).sqrt()).mul(slope).add(offset);
    }
}
