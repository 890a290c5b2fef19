// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The twins of one pass through one block, and the layers that they see. */
final class Trace {

    private final NDManager manager;
    private final boolean recorded;
    private final boolean batchStatistics;
    private final boolean zeros;
    private final List<OpenCall> layers = new ArrayList<>();

    /**
     * Begins.
     *
     * @param manager what lives as long as the pass
     * @param recorded whether a gradient is recorded; then no layers are seen
     * @param batchStatistics whether batch normalization takes the statistics of the batch
     * @param zeros whether draws give zeros
     */
    Trace(NDManager manager, boolean recorded, boolean batchStatistics, boolean zeros) {
        this.manager = manager;
        this.recorded = recorded;
        this.batchStatistics = batchStatistics;
        this.zeros = zeros;
    }

    boolean recorded() {
        return recorded;
    }

    boolean batchStatistics() {
        return batchStatistics;
    }

    /** Whether draws give zeros instead of an end. */
    boolean zeros() {
        return zeros;
    }

    List<TracedLayer> layers() {
        return layers.stream().map(OpenCall::end).toList();
    }

    static Object behind(Object object) {
        return object instanceof Twin twin ? twin.traced() : object;
    }

    NDArray twin(NDArray plain) {
        return new TracedArray(this, plain, new Memory(), null).twin();
    }

    NDArray twin(NDArray plain, Parameter parameter) {
        return new TracedArray(this, plain, new Memory(), parameter).twin();
    }

    NDManager twin(NDManager plain) {
        return Interception.proxy(NDManager.class, new TracedAllocation(this, plain));
    }

    NDList twins(NDList plain) {
        NDList twins = new NDList();
        plain.forEach(array -> twins.add(twin(array)));
        return twins;
    }

    /** What a twin stands for; an array that is none stays out of the record. */
    NDArray plain(NDArray array) {
        if (behind(array) instanceof TracedArray traced) {
            return traced.plain();
        }
        return recorded && array != null && array.hasGradient() ? array.stopGradient() : array;
    }

    NDList plain(NDList arrays) {
        NDList plain = new NDList();
        arrays.forEach(array -> plain.add(plain(array)));
        return plain;
    }

    /** An engine copies an array that is not its own by way of its bytes. */
    void requireMayBeCopied(NDArray array) {
        if (recorded && array.getDataType().isFloating()) {
            throw new NotTraceableException("an array would be copied without its gradient");
        }
    }

    /** Whether an array must outlive the block. */
    boolean holds(NDArray array) {
        return layers.stream().anyMatch(layer -> layer.holds(array));
    }

    /** Takes arrays that must outlive the block out of a manager that is closed. */
    void rescue(NDManager closed) {
        for (NDArray array : closed.getManagedArrays()) {
            if (holds(array)) {
                array.attach(manager);
            }
        }
    }

    /** The arguments as an engine takes them. */
    Object[] plainArguments(Object... arguments) {
        Object[] plain = new Object[arguments.length];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = plainArgument(arguments[i]);
        }
        return plain;
    }

    @SuppressWarnings("unchecked") // arrays have one function among their arguments, in set
    private Object plainArgument(Object argument) {
        if (argument instanceof NDArray array) {
            return plain(array);
        }
        if (argument instanceof NDList list) {
            return plain(list);
        }
        if (argument instanceof Object[] several) {
            Object[] plain = several.clone();
            for (int i = 0; i < plain.length; i++) {
                plain[i] = plainArgument(plain[i]);
            }
            return plain;
        }
        if (argument instanceof Function<?, ?> function) {
            Function<NDArray, NDArray> ofTwins = (Function<NDArray, NDArray>) function;
            return (Function<NDArray, NDArray>) array -> plain(ofTwins.apply(twin(array)));
        }
        if (behind(argument) instanceof TracedAllocation traced) {
            return traced.plain();
        }
        return argument;
    }

    /** Makes a call on what a twin stands for. */
    Object called(Interception call, TracedArray on, Object target) throws Throwable {
        Object[] plain = plainArguments(call.arguments());
        Object there = target;
        if (isMixed(target, plain)) {
            for (int i = 0; i < plain.length; i++) {
                plain[i] = widened(plain[i]);
            }
            there = widened(target);
        }
        return result(call, on, plain, call.with(plain).on(there));
    }

    /**
     * In a pass in double precision a block may still make arrays of its own in single, which
     * engines refuse to combine with others.
     */
    private static boolean isMixed(Object target, Object... arguments) {
        List<DataType> types = new ArrayList<>();
        addTypes(target, types);
        addTypes(arguments, types);
        return types.contains(DataType.FLOAT32) && types.contains(DataType.FLOAT64);
    }

    private static void addTypes(Object object, List<DataType> types) {
        if (object instanceof NDArray array) {
            types.add(array.getDataType());
        } else if (object instanceof NDList list) {
            list.forEach(array -> addTypes(array, types));
        } else if (object instanceof Object[] several) {
            for (Object each : several) {
                addTypes(each, types);
            }
        }
    }

    private static Object widened(Object object) {
        if (object instanceof NDArray array && array.getDataType() == DataType.FLOAT32) {
            return array.toType(DataType.FLOAT64, false);
        }
        if (object instanceof NDList list) {
            NDList wide = new NDList();
            list.forEach(array -> wide.add((NDArray) widened(array)));
            return wide;
        }
        return object;
    }

    /**
     * Makes what a call gave into twins, and sees whether it was a layer's.
     *
     * @param on the array that was asked, or null
     * @param plain the arguments that the engine was given
     * @param given what it gave
     */
    Object result(Interception call, TracedArray on, Object[] plain, Object given) {
        if (given instanceof NDArray array) {
            return result(call, on, plain, array);
        }
        if (given instanceof NDList list) {
            NDList twins = new NDList();
            for (NDArray array : list) {
                twins.add(
                        twins.isEmpty()
                                ? result(call, on, plain, array)
                                : derived(call, on, array).twin());
            }
            return twins;
        }
        if (given instanceof List<?> list) {
            return list.stream().map(o -> o instanceof NDArray a ? twin(a) : o).toList();
        }
        return given instanceof NDManager other ? twin(other) : given;
    }

    private NDArray result(Interception call, TracedArray on, Object[] plain, NDArray array) {
        if (on != null && on.plain() == array) {
            return on.twin();
        }
        for (int i = 0; i < plain.length; i++) {
            if (plain[i] == array) {
                return (NDArray) call.arguments()[i];
            }
        }
        TracedArray traced = derived(call, on, array);
        if (!recorded) {
            Operands.of(call, on).look(call.name(), traced, layers);
        }
        return traced.twin();
    }

    private TracedArray derived(Interception call, TracedArray on, NDArray array) {
        boolean view = on != null && CallKinds.isView(call.name());
        Parameter parameter = view || call.name().equals("duplicate") ? parameterOf(on) : null;
        return new TracedArray(this, array, view ? on.sharedMemory() : new Memory(), parameter);
    }

    private static Parameter parameterOf(TracedArray on) {
        return on == null ? null : on.parameter();
    }
}
