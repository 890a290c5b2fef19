package io.github.djlmaxout.diagnostics.probe;

import ai.djl.nn.Block;

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

    private static void collect(
            Block block, Predicate<Block> unprobed, Map<Block, Operation> known) {
        if (unprobed.test(block)) {
            known.put(block, new Unknown("It is left out of probes."));
        }
        block.getChildren().values().forEach(child -> collect(child, unprobed, known));
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
