// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.nn.Parameter;

/**
 * An array that sees what is done with it.
 *
 * <p>What would change it makes it stand for another array instead: what it stood for belongs to
 * somebody else, such as the user's batch, and may be in a gradient's record, where nothing can be
 * written to.
 */
final class TracedArray implements Interception.Answer {

    private final Trace trace;
    private final NDArray twin;
    private NDArray plain;
    private Memory memory;

    /** The parameter of which this is a copy or a view, or null. */
    private final Parameter parameter;

    /** The layer of which this is the last that was seen, or null. */
    private OpenCall layer;

    TracedArray(Trace trace, NDArray plain, Memory memory, Parameter parameter) {
        this.trace = trace;
        this.plain = plain;
        this.memory = memory;
        this.parameter = parameter;
        twin = Interception.proxy(NDArray.class, this);
    }

    NDArray twin() {
        return twin;
    }

    NDArray plain() {
        memory.requireFresh();
        return plain;
    }

    Parameter parameter() {
        return parameter;
    }

    OpenCall layer() {
        return layer;
    }

    void belongTo(OpenCall call) {
        layer = call;
    }

    Memory sharedMemory() {
        return memory.share();
    }

    /** Stands for another array from now on. */
    void become(NDArray other) {
        plain = other;
        memory = memory.written();
        layer = null;
    }

    /** {@inheritDoc} */
    @Override
    public Object to(Interception call) throws Throwable {
        String name = call.name();
        if (CallKinds.isInPlace(name)) {
            return inPlace(call);
        }
        if (CallKinds.isWrite(name)) {
            return write(call);
        }
        if (name.equals("getNDArrayInternal")) {
            return Interception.proxy(NDArrayEx.class, new TracedOperations(trace, this));
        }
        if (name.equals("close")) {
            if (!trace.holds(plain)) {
                plain.close();
            }
            return null;
        }
        if (name.equals("intern")) {
            become(trace.plain((NDArray) call.arguments()[0]));
            return null;
        }
        if (name.equals("copyTo")
                && Trace.behind(call.arguments()[0]) instanceof TracedArray target) {
            NDArray copy = target.plain().duplicate();
            plain().copyTo(copy);
            target.become(copy);
            return null;
        }
        if (name.equals("toByteBuffer")) {
            trace.requireMayBeCopied(plain);
        }
        return trace.called(call, this, plain());
    }

    /** What would write into memory makes an array of its own. */
    Object inPlace(Interception call) throws Throwable {
        String name = call.name();
        Interception counterpart = call.named(name.substring(0, name.length() - 1));
        NDArray result =
                (NDArray)
                        counterpart
                                .with(trace.plainArguments(counterpart.arguments()))
                                .on(target(counterpart));
        if (!result.getShape().equals(plain.getShape())) {
            throw new NotTraceableException(name + " would change the shape");
        }
        become(result.toType(plain.getDataType(), false));
        return twin;
    }

    private Object target(Interception call) {
        return call.isOf(NDArrayEx.class) ? plain().getNDArrayInternal() : plain();
    }

    private Object write(Interception call) throws Throwable {
        NDArray copy = plain().duplicate();
        Object result = call.with(trace.plainArguments(call.arguments())).on(copy);
        become(copy);
        return result instanceof NDArray array && array != copy ? trace.twin(array) : result;
    }
}
