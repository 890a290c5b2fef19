// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

import java.util.IdentityHashMap;

/** Gives blocks twins of what another store gives them. */
final class TracedStore extends ParameterStore {

    private final Trace trace;
    private final ParameterStore plain;
    private final NDManager manager;
    private final IdentityHashMap<Parameter, NDArray> twins = new IdentityHashMap<>();

    TracedStore(Trace trace, ParameterStore plain) {
        super(plain.getManager(), false);
        this.trace = trace;
        this.plain = plain;
        manager = trace.twin(plain.getManager());
    }

    /** {@inheritDoc} */
    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        return parameter == null
                ? null
                : twins.computeIfAbsent(
                        parameter, p -> trace.twin(plain.getValue(p, device, training), p));
    }

    /** {@inheritDoc} */
    @Override
    public NDManager getManager() {
        return manager;
    }
}
