// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;

import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.Unknown;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Blocks that their user does not want to be run by a probe. */
final class Unprobed {

    private Unprobed() {}

    /** What is known of blocks, so that those that are left out are not tried either. */
    static Map<Block, Operation> known(
            Block network, Map<Block, Operation> known, Predicate<Block> unprobed) {
        Map<Block, Operation> all = new HashMap<>(known);
        collect(network, unprobed, all);
        return all;
    }

    /** A block of any other class than a sequence is run as a whole when it is read. */
    private static boolean collect(
            Block block, Predicate<Block> unprobed, Map<Block, Operation> known) {
        boolean here = unprobed.test(block);
        boolean inside = false;
        for (Block child : block.getChildren().values()) {
            inside |= collect(child, unprobed, known);
        }
        if (here || (inside && block.getClass() != SequentialBlock.class)) {
            known.put(block, new Unknown("It is left out of probes."));
        }
        return here || inside;
    }

    /** Whether running a block runs one that is left out. */
    static boolean isIn(Block block, Predicate<Block> unprobed) {
        return unprobed.test(block)
                || block.getChildren().values().stream().anyMatch(child -> isIn(child, unprobed));
    }

    /** Refuses to run such a block. */
    static void require(String name, Block block, Predicate<Block> unprobed) {
        if (isIn(block, unprobed)) {
            throw new NotMeasurableException(
                    name
                            + " is left out of probes, so neither it nor what comes after it is"
                            + " measured.");
        }
    }
}
