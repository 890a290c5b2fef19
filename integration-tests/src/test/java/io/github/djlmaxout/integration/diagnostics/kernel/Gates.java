// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;

/** Multiplies each value by a parameter of its own: a block that no library has. */
final class Gates extends AbstractBlock {

    private final Parameter gate;

    Gates() {
        super((byte) 1);
        gate =
                addParameter(
                        Parameter.builder()
                                .setName("gate")
                                .setType(Parameter.Type.OTHER)
                                .optInitializer(Initializer.ONES)
                                .build());
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> parameters) {
        NDArray x = inputs.singletonOrThrow();
        return new NDList(x.mul(store.getValue(gate, x.getDevice(), training)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }

    @Override
    protected void prepare(Shape[] inputs) {
        gate.setShape(new Shape(inputs[0].get(1)));
    }
}
