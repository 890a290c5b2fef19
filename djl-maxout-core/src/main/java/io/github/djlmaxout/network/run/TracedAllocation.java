// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** A manager whose arrays are twins, and which does not draw. */
final class TracedAllocation implements Interception.Answer {

    private final Trace trace;
    private final NDManager plain;

    TracedAllocation(Trace trace, NDManager plain) {
        this.trace = trace;
        this.plain = plain;
    }

    NDManager plain() {
        return plain;
    }

    private NDArray drawn(Interception call) {
        Shape shape = null;
        DataType type = DataType.FLOAT32;
        for (Object argument : call.arguments()) {
            shape = argument instanceof Shape given ? given : shape;
            type = argument instanceof DataType given ? given : type;
        }
        if (!trace.zeros() || shape == null || call.name().startsWith("sample")) {
            throw RefusedRunException.draws(call.name());
        }
        return trace.twin(plain.zeros(shape, type));
    }

    /** {@inheritDoc} */
    @Override
    public Object to(Interception call) throws Throwable {
        String name = call.name();
        if (CallKinds.draws(name)) {
            return drawn(call);
        }
        if (name.equals("invoke")) {
            String operation = (String) call.arguments()[0];
            if (CallKinds.drawsByName(operation)) {
                throw RefusedRunException.draws(operation);
            }
            if (call.arguments().length == 4) {
                throw new NotTraceableException(operation + " writes into arrays that are given");
            }
        }
        if (name.equals("ret")) {
            call.with(trace.plainArguments(call.arguments())).on(plain);
            return call.arguments()[0];
        }
        if (name.equals("close")) {
            trace.rescue(plain);
        }
        return trace.called(call, null, plain);
    }
}
