// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;

/**
 * The operations of layers, as an array has them.
 *
 * <p>MXNet refuses some of them in evaluation mode while it records. There, dropout is the
 * identity, batch normalization its formula, and recurrence what it is in training without dropout,
 * which is the same.
 */
final class TracedOperations implements Interception.Answer {

    private final Trace trace;
    private final TracedArray array;

    TracedOperations(Trace trace, TracedArray array) {
        this.trace = trace;
        this.array = array;
    }

    /** {@inheritDoc} */
    @Override
    public Object to(Interception call) throws Throwable {
        String name = call.name();
        if (CallKinds.draws(name)) {
            throw RefusedRunException.draws(name);
        }
        if (CallKinds.isInPlace(name)) {
            return array.inPlace(call);
        }
        if (name.equals("getArray")) {
            return array.twin();
        }
        if (name.equals("dropout")) {
            return dropped(call);
        }
        if (name.equals("batchNorm")) {
            return normalized(call);
        }
        if (CallKinds.isRecurrence(name)) {
            return recurred(call);
        }
        return trace.called(call, array, array.plain().getNDArrayInternal());
    }

    private Object dropped(Interception call) {
        boolean training = (boolean) call.arguments()[2];
        float rate = (float) call.arguments()[1];
        if (training && rate > 0 && !trace.zeros()) {
            throw RefusedRunException.draws("dropout");
        }
        NDArray input = trace.plain((NDArray) call.arguments()[0]);
        NDList same = new NDList(input.reshape(input.getShape()));
        return trace.result(call, array, trace.plainArguments(call.arguments()), same);
    }

    private Object normalized(Interception call) throws Throwable {
        Object[] plain = trace.plainArguments(call.arguments());
        boolean training = (boolean) plain[8];
        if (!training && trace.batchStatistics()) {
            return trace.result(call, array, plain, affine(plain, true));
        }
        try {
            Object result = call.with(plain).on(array.plain().getNDArrayInternal());
            return trace.result(call, array, plain, result);
        } catch (IllegalArgumentException e) {
            if (training || !trace.recorded()) {
                throw e;
            }
            return trace.result(call, array, plain, affine(plain, false));
        }
    }

    private static NDList affine(Object[] plain, boolean batch) {
        NDArray x = (NDArray) plain[0];
        int axis = (int) plain[5];
        if (axis < 0) {
            // PyTorch takes axis -1 for axis 1.
            throw new NotTraceableException("batch normalization along axis " + axis);
        }
        double epsilon = (float) plain[7];
        NDArray y =
                batch
                        ? AffineNormalization.standardized(x, axis, epsilon)
                        : AffineNormalization.standardized(
                                x, (NDArray) plain[1], (NDArray) plain[2], axis, epsilon);
        if (plain[3] instanceof NDArray gamma) {
            y = y.mul(AffineNormalization.along(gamma, axis, x));
        }
        if (plain[4] instanceof NDArray beta) {
            y = y.add(AffineNormalization.along(beta, axis, x));
        }
        return new NDList(y);
    }

    private Object recurred(Interception call) throws Throwable {
        Object[] plain = trace.plainArguments(call.arguments());
        int rate = 0;
        while (!(plain[rate] instanceof Double)) {
            rate++;
        }
        boolean training = (boolean) plain[rate + 1];
        String engine = array.plain().getManager().getEngine().getEngineName();
        if ((boolean) plain[rate + 2] && engine.equals("PyTorch")) {
            throw RefusedRunException.bidirectional(engine);
        }
        if (training && (double) plain[rate] > 0) {
            throw RefusedRunException.draws(call.name());
        }
        // DJL's first states are in single precision whatever the input is.
        DataType type = ((NDArray) plain[0]).getDataType();
        plain[1] = typed(plain[1], type);
        Object result;
        try {
            result = call.with(plain).on(array.plain().getNDArrayInternal());
        } catch (IllegalArgumentException e) {
            if (training || !trace.recorded()) {
                throw e;
            }
            // Seen with MXNet 1.9.1: what comes back is memory that was never written.
            if (type == DataType.FLOAT64 && (int) plain[4] > 1) {
                throw RefusedRunException.stackedRecurrence(engine);
            }
            Object[] undropped = plain.clone();
            undropped[rate] = 0.0;
            undropped[rate + 1] = true;
            result = call.with(undropped).on(array.plain().getNDArrayInternal());
        }
        return trace.result(call, array, plain, result);
    }

    private static Object typed(Object states, DataType type) {
        if (states instanceof NDArray state) {
            return state.toType(type, false);
        }
        NDList list = new NDList();
        ((NDList) states).forEach(state -> list.add(state.toType(type, false)));
        return list;
    }
}
