// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Gives blocks copies of their parameters that no gradient and no update connects to them. */
final class DetachedStore extends ParameterStore {

    private final NDManager manager;
    private final Optional<DataType> type;
    private final Map<String, double[]> values;
    private final Map<String, NDArray> copies = new HashMap<>();
    private final Set<Parameter> foreignUses = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean foreign;

    /**
     * Copies all parameters at once, but gives some of them other values in float64: a copy made
     * later could fall into a gradient record.
     *
     * @param values the values by the ids of the parameters
     * @throws IllegalStateException if a parameter has no values
     */
    DetachedStore(
            NDManager manager,
            Block network,
            Optional<DataType> type,
            Map<String, double[]> values) {
        super(manager, false);
        this.manager = manager;
        this.type = type;
        this.values = values;
        network.getParameters().values().forEach(this::of);
    }

    private NDArray copyOf(Parameter parameter) {
        if (!parameter.isInitialized()) {
            throw new IllegalStateException(
                    "The parameter "
                            + parameter.getName()
                            + " has no values: initialize the network before it is run.");
        }
        double[] other = values.get(parameter.getId());
        if (other != null) {
            NDArray exact = manager.create(other, parameter.getArray().getShape());
            DataType wanted = type.orElse(parameter.getArray().getDataType());
            return wanted == DataType.FLOAT64 ? exact : exact.toType(wanted, false);
        }
        try (NDArray shared = parameter.getArray().stopGradient()) {
            return copied(shared, manager, type);
        }
    }

    /**
     * A copy of its own memory on the device of a manager; of the given type, if it holds reals.
     */
    static NDArray copied(NDArray array, NDManager manager, Optional<DataType> type) {
        requireSameEngine(array, manager);
        DataType wanted =
                array.getDataType().isFloating()
                        ? type.orElse(array.getDataType())
                        : array.getDataType();
        NDArray there = array.toDevice(manager.getDevice(), false);
        NDArray copy =
                wanted == there.getDataType() ? there.duplicate() : there.toType(wanted, true);
        copy.attach(manager);
        if (there != array) {
            there.close();
        }
        return copy;
    }

    private static void requireSameEngine(NDArray array, NDManager manager) {
        String found = array.getManager().getEngine().getEngineName();
        String wanted = manager.getEngine().getEngineName();
        if (!found.equals(wanted)) {
            throw new IllegalArgumentException(
                    "An array of "
                            + found
                            + " is given to a network of "
                            + wanted
                            + ", but both must be of one engine: make the batch with"
                            + " Engine.getEngine(\""
                            + wanted
                            + "\").newBaseManager().");
        }
    }

    /** The copy of a parameter; the same one every time. */
    NDArray of(Parameter parameter) {
        // A block may use a parameter that it does not list.
        return copies.computeIfAbsent(parameter.getId(), id -> copyOf(parameter));
    }

    /** Makes a new leaf of the copy of a parameter, with the same values and no gradient. */
    NDArray renewed(Parameter parameter) {
        NDArray old = of(parameter);
        try (NDArray shared = old.stopGradient()) {
            NDArray leaf = copied(shared, manager, Optional.empty());
            NDScope.unregister(leaf);
            leaf.setRequiresGradient(true);
            copies.put(parameter.getId(), leaf);
        }
        old.close();
        return copies.get(parameter.getId());
    }

    /** Runs what is not known, to see which parameters it uses. */
    <T> T foreign(Supplier<T> run) {
        boolean before = foreign;
        foreign = true;
        try {
            return run.get();
        } finally {
            foreign = before;
        }
    }

    /** Whether something that is not known has used a parameter. */
    boolean isUsedByForeign(Parameter parameter) {
        return foreignUses.contains(parameter);
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        if (parameter == null) {
            return null;
        }
        if (foreign) {
            foreignUses.add(parameter);
        }
        return of(parameter);
    }
}
