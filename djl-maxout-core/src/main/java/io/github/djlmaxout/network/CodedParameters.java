// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.IdentityHashMap;

/**
 * Gives blocks fixed, generic values in place of their parameters, initialized or not.
 *
 * <p>The network's own arrays would not do: zeros hide what a block computes, and MXNet changes the
 * memory format of a convolution's weight that it has run with.
 */
final class CodedParameters extends ParameterStore {

    /** A prime number of values, which are repeated: drawing all would be most of the work. */
    private static final double[] TABLE = CodedValues.uniform(65521, -0.5, 0.5, 7);

    private final Rehearsal rehearsal;
    private final Effort effort;
    private final WeightMemory memory;
    private final IdentityHashMap<Parameter, NDArray> arrays = new IdentityHashMap<>();

    /**
     * Creates the parameters of one run.
     *
     * @param memory is theirs until the manager is closed
     */
    CodedParameters(NDManager manager, Rehearsal rehearsal, Effort effort, WeightMemory memory) {
        super(manager, false);
        this.memory = memory;
        memory.reuse();
        this.rehearsal = rehearsal;
        this.effort = effort;
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
        int size = Math.toIntExact(shape.size());
        ByteBuffer bytes = memory.take(size * (long) Float.BYTES);
        FloatBuffer values = bytes.asFloatBuffer();
        float[] table = new float[Math.min(size, TABLE.length)];
        // Rows of a weight differ, since no power of two divides the length of the table.
        int from = (int) (arrays.size() * 7919L % TABLE.length);
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) (center + width * TABLE[(from + i) % TABLE.length]);
        }
        while (values.hasRemaining()) {
            values.put(table, 0, Math.min(values.remaining(), table.length));
        }
        effort.made(size, Float.BYTES);
        return getManager().create(bytes, shape, DataType.FLOAT32);
    }
}
