// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.structure;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** A block of somebody else: it has children and a forward pass of its own. */
final class ThirdParty extends AbstractBlock {

    /** What it does with its children. */
    enum Kind {
        /** One after the other. */
        SEQUENCE,
        /** The same, and its input added. */
        RESIDUAL,
        /** From the last to the first. */
        BACKWARDS,
        /** One after the other, then a softmax. */
        SOFTMAX
    }

    private final Kind kind;

    ThirdParty(Kind kind, Block... blocks) {
        this.kind = kind;
        for (Block block : blocks) {
            addChildBlock(block.getClass().getSimpleName(), block);
        }
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDList current = inputs;
        int size = children.size();
        for (int i = 0; i < size; i++) {
            Block child = children.valueAt(kind == Kind.BACKWARDS ? size - 1 - i : i);
            current = child.forward(store, current, training);
        }
        return switch (kind) {
            case SEQUENCE, BACKWARDS -> current;
            case RESIDUAL -> new NDList(inputs.get(0).add(current.get(0)));
            case SOFTMAX -> new NDList(current.get(0).softmax(1));
        };
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape[] shapes = inputShapes;
        int size = children.size();
        for (int i = 0; i < size; i++) {
            Block child = children.valueAt(kind == Kind.BACKWARDS ? size - 1 - i : i);
            shapes = child.getOutputShapes(shapes);
        }
        return shapes;
    }

    @Override
    public void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
        Shape[] shapes = inputShapes;
        int size = children.size();
        for (int i = 0; i < size; i++) {
            Block child = children.valueAt(kind == Kind.BACKWARDS ? size - 1 - i : i);
            child.initialize(manager, type, shapes);
            shapes = child.getOutputShapes(shapes);
        }
    }
}
