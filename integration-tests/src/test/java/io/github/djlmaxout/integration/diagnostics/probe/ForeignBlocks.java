// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;

/** Blocks that nobody but their author knows. */
final class ForeignBlocks {

    private ForeignBlocks() {}

    /** {@code tanh(w x + v) x}, number by number. */
    static final class Swish extends AbstractBlock {

        private final Parameter slope;
        private final Parameter shift;

        Swish() {
            slope = addParameter(parameter("slope", Parameter.Type.WEIGHT));
            shift = addParameter(parameter("shift", Parameter.Type.BIAS));
        }

        private static Parameter parameter(String name, Parameter.Type type) {
            return Parameter.builder()
                    .setName(name)
                    .setType(type)
                    .optInitializer(Initializer.ONES)
                    .build();
        }

        @Override
        protected void prepare(Shape[] inputs) {
            slope.setShape(inputs[0].slice(1));
            shift.setShape(inputs[0].slice(1));
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            NDArray x = inputs.singletonOrThrow();
            NDArray w = store.getValue(slope, x.getDevice(), training);
            NDArray v = store.getValue(shift, x.getDevice(), training);
            return new NDList(x.mul(w).add(v).tanh().mul(x));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return inputs;
        }
    }

    /** {@code a(x) tanh(b(x))} of two blocks. */
    static final class Gate extends AbstractBlock {

        private final Block value;
        private final Block opening;

        Gate(Block value, Block opening) {
            this.value = addChildBlock("value", value);
            this.opening = addChildBlock("opening", opening);
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            NDArray a = value.forward(store, new NDList(inputs), training).singletonOrThrow();
            NDArray b = opening.forward(store, new NDList(inputs), training).singletonOrThrow();
            return new NDList(a.mul(b.tanh()));
        }

        @Override
        protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
            value.initialize(manager, type, inputs);
            opening.initialize(manager, type, inputs);
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return value.getOutputShapes(inputs);
        }
    }

    /** {@code a(x) tanh(b(y))} of two inputs. */
    static final class TwoInputs extends AbstractBlock {

        private final Block value;
        private final Block opening;

        TwoInputs(Block value, Block opening) {
            this.value = addChildBlock("value", value);
            this.opening = addChildBlock("opening", opening);
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            NDList x = new NDList(inputs.get(0));
            NDList y = new NDList(inputs.get(1));
            NDArray a = value.forward(store, x, training).singletonOrThrow();
            NDArray b = opening.forward(store, y, training).singletonOrThrow();
            return new NDList(a.mul(b.tanh()));
        }

        @Override
        protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
            value.initialize(manager, type, inputs[0]);
            opening.initialize(manager, type, inputs[1]);
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return value.getOutputShapes(new Shape[] {inputs[0]});
        }
    }

    /** Gives the two halves of its input to a block of two. */
    static final class Halves extends AbstractBlock {

        private final Block block;

        Halves(Block block) {
            this.block = addChildBlock("block", block);
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            return block.forward(store, inputs.singletonOrThrow().split(2, 1), training);
        }

        @Override
        protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
            block.initialize(manager, type, halves(inputs));
        }

        private static Shape[] halves(Shape[] inputs) {
            Shape half = new Shape(inputs[0].get(0), inputs[0].get(1) / 2);
            return new Shape[] {half, half};
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return block.getOutputShapes(halves(inputs));
        }
    }
}
