package io.github.djlmaxout.network.run;

import ai.djl.ndarray.NDManager;

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

    /** {@inheritDoc} */
    @Override
    public Object to(Interception call) throws Throwable {
        String name = call.name();
        if (CallKinds.draws(name)) {
            throw RefusedRunException.draws(name);
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
