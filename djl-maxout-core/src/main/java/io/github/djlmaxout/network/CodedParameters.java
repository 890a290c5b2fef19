package io.github.djlmaxout.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

import java.util.IdentityHashMap;
import java.util.SplittableRandom;

/**
 * Gives blocks fixed, generic values in place of their parameters, initialized or not.
 *
 * <p>The network's own arrays would not do: zeros hide what a block computes, and MXNet changes the
 * memory format of a convolution's weight that it has run with.
 */
final class CodedParameters extends ParameterStore {

    private final Rehearsal rehearsal;
    private final IdentityHashMap<Parameter, NDArray> arrays = new IdentityHashMap<>();

    CodedParameters(NDManager manager, Rehearsal rehearsal) {
        super(manager, false);
        this.rehearsal = rehearsal;
    }

    /** {@inheritDoc} */
    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        return parameter == null ? null : arrays.computeIfAbsent(parameter, this::array);
    }

    private NDArray array(Parameter parameter) {
        Shape shape =
                rehearsal
                        .of(parameter)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "the shape of its parameter "
                                                        + parameter.getName()
                                                        + " is not known before it is"
                                                        + " initialized"));
        double center = 0;
        double width = 1;
        if (parameter.getType() == Parameter.Type.RUNNING_VAR
                || parameter.getType() == Parameter.Type.GAMMA) {
            center = 1;
        } else if (shape.dimension() > 1) {
            width = Math.sqrt(12.0 / Math.max(1, shape.slice(1).size()));
        }
        // In single precision at once: a large layer's weight is the largest thing here.
        SplittableRandom random = new SplittableRandom(arrays.size());
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (center + width * (random.nextDouble() - 0.5));
        }
        return getManager().create(values, shape);
    }
}
