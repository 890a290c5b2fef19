package io.github.djlmaxout.diagnostics.probe;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

import java.util.HashMap;
import java.util.Map;

/**
 * Hands a block copies of its parameters, so that whatever it does to them, and whatever gradient
 * they get, the network and its trainer keep what they have.
 *
 * <p>The copies are made at once, outside any record of operations, and belong to a manager that
 * frees them.
 */
final class DetachedStore extends ParameterStore {

    private final NDManager manager;
    private final Map<String, NDArray> copies = new HashMap<>();

    DetachedStore(Block network, NDManager manager) {
        super(manager, false);
        this.manager = manager;
        for (Parameter parameter : network.getParameters().values()) {
            copies.put(parameter.getId(), copy(parameter.getArray(), manager));
        }
    }

    /** A copy that no record of operations leads back from. */
    static NDArray copy(NDArray array, NDManager manager) {
        try (NDArray detached = array.stopGradient()) {
            NDArray copy = detached.duplicate();
            copy.attach(manager);
            return copy;
        }
    }

    /** Returns the copy of a parameter, also of one that its block does not list. */
    NDArray copyOf(Parameter parameter) {
        return copies.computeIfAbsent(
                parameter.getId(), id -> copy(parameter.getArray(), manager));
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        return parameter == null ? null : copyOf(parameter);
    }
}
