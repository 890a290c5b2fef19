package io.github.djlmaxout.initializer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

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

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        if (parameter == null) {
            return null;
        }
        return values.computeIfAbsent(parameter.getId(), id -> copy(parameter));
    }

    private NDArray copy(Parameter parameter) {
        NDArray array = parameter.getArray();
        return manager.create(array.toFloatArray(), array.getShape());
    }
}
