package io.github.djlmaxout.diagnostics.check;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

import java.util.HashMap;
import java.util.Map;

/** Gives blocks copies of their parameters, so that what is done to them is seen nowhere else. */
final class DetachedStore extends ParameterStore {

    private final NDManager manager;
    private final Map<String, NDArray> copies = new HashMap<>();

    /**
     * Copies all parameters of a network.
     *
     * @param manager owns the copies
     * @param network the network
     * @param gradients whether the copies shall get gradients, also those of frozen parameters
     */
    DetachedStore(NDManager manager, Block network, boolean gradients) {
        super(manager, false);
        this.manager = manager;
        for (Parameter parameter : network.getParameters().values()) {
            NDArray copy = copies.computeIfAbsent(parameter.getId(), id -> copy(parameter));
            boolean statistic =
                    parameter.getType() == Parameter.Type.RUNNING_MEAN
                            || parameter.getType() == Parameter.Type.RUNNING_VAR;
            if (gradients && !statistic && copy.getDataType().isFloating()) {
                copy.setRequiresGradient(true);
            }
        }
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        return parameter == null
                ? null
                : copies.computeIfAbsent(parameter.getId(), id -> copy(parameter));
    }

    /** Through the JVM: no engine can then tell the copy from any other array. */
    private NDArray copy(Parameter parameter) {
        NDArray array = parameter.getArray();
        if (array.getDataType() == DataType.FLOAT32) {
            return manager.create(array.toFloatArray(), array.getShape());
        }
        if (array.getDataType() == DataType.FLOAT64) {
            return manager.create(array.toDoubleArray(), array.getShape());
        }
        NDArray copy = array.duplicate();
        copy.attach(manager);
        return copy;
    }
}
