// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.run.BlockRunner;

import java.util.HashMap;
import java.util.Map;

/**
 * Gives a block other values than its parameters have, and copies of those it was not told of: so
 * that a network can be run without being touched, initialized or not.
 */
final class MappedStore extends ParameterStore {

    private final NDManager manager;
    private final Map<String, NDArray> values = new HashMap<>();

    MappedStore(NDManager manager) {
        super(manager, false);
        this.manager = manager;
    }

    void put(Parameter parameter, NDArray value) {
        values.put(parameter.getId(), value);
    }

    /**
     * Runs a step of one output in evaluation mode, a normalization as in the first training step.
     */
    NDArray run(Step step, NDArray input) {
        return outputs(step, input).singletonOrThrow();
    }

    /** Runs a step in evaluation mode, a normalization as in the first training step. */
    NDList outputs(Step step, NDArray input) {
        if (step.operation() instanceof Normalization normalization) {
            float[] normal = Standardized.by(normalization, input.toFloatArray(), input.getShape());
            return new NDList(manager.create(normal, input.getShape()));
        }
        NDList outputs = new NDList();
        for (NDArray output :
                new BlockRunner()
                        .run(step.block(), this, new NDList(input), false, false)
                        .output()) {
            outputs.add(
                    output.getDataType() == DataType.FLOAT32
                            ? output
                            : output.toType(DataType.FLOAT32, true));
        }
        return outputs;
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        if (parameter == null) {
            return null;
        }
        return values.computeIfAbsent(parameter.getId(), id -> copy(parameter));
    }

    private NDArray copy(Parameter parameter) {
        NDArray array = parameter.getArray();
        if (array.getDataType() != DataType.FLOAT32) {
            NDArray converted = array.toType(DataType.FLOAT32, true);
            converted.attach(manager);
            return converted;
        }
        return manager.create(array.toFloatArray(), array.getShape());
    }
}
