// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;

import io.github.djlmaxout.internal.VisibleText;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The blocks and parameters of a network, with the names that they have in this library. */
public final class BlockTree {

    /**
     * How deep blocks may be nested. DJL and this library go down by recursion; this takes a tenth
     * of the stack that a thread of a JVM has where nothing is set.
     */
    static final int DEEPEST = 500;

    private BlockTree() {}

    /**
     * Returns a block and all those inside of it, from the outer to the inner, in DJL's order. A
     * block that is used several times is there several times.
     *
     * @param network the block
     * @return the blocks
     * @throws IllegalArgumentException if they are nested more than 500 deep
     */
    public static List<PlacedBlock> blocks(Block network) {
        requireDepth(network);
        List<PlacedBlock> blocks = new ArrayList<>();
        Deque<PlacedBlock> open = new ArrayDeque<>(List.of(new PlacedBlock("", network)));
        while (!open.isEmpty()) {
            PlacedBlock next = open.pop();
            blocks.add(next);
            List<PlacedBlock> children = next.children();
            for (int i = children.size() - 1; i >= 0; i--) {
                open.push(children.get(i));
            }
        }
        return blocks;
    }

    /**
     * Returns the parameters of a block and of all those inside of it, in the same order, each one
     * once, at its first place.
     *
     * @param network the block
     * @return the parameters, initialized or not
     * @throws IllegalArgumentException if blocks are nested more than 500 deep
     */
    public static List<PlacedParameter> parameters(Block network) {
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<PlacedParameter> parameters = new ArrayList<>();
        for (PlacedBlock owner : blocks(network)) {
            for (Pair<String, Parameter> own : owner.block().getDirectParameters()) {
                if (seen.add(own.getValue())) {
                    parameters.add(
                            new PlacedParameter(
                                    owner, VisibleText.of(own.getKey()), own.getValue()));
                }
            }
        }
        return parameters;
    }

    /**
     * Checks how deep blocks are nested, before anything goes down by recursion.
     *
     * @param network the outermost block
     * @throws IllegalArgumentException if it is more than 500
     */
    public static void requireDepth(Block network) {
        List<Block> level = List.of(network);
        for (int depth = 0; !level.isEmpty(); depth++) {
            if (depth > DEEPEST) {
                throw new IllegalArgumentException(
                        "Blocks are nested more than "
                                + DEEPEST
                                + " deep, where DJL and diagnostics run out of stack: put blocks that"
                                + " follow each other into one SequentialBlock, not into one"
                                + " another.");
            }
            Set<Block> next = Collections.newSetFromMap(new IdentityHashMap<>());
            level.forEach(block -> next.addAll(block.getChildren().values()));
            level = List.copyOf(next);
        }
    }
}
