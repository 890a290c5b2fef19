// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Runs blocks of which nothing is known, in evaluation mode, and sees the layers inside of them.
 *
 * <p>A block is given twins: proxies of arrays, of their operations and of their managers, that
 * hand on every call to real ones. It computes what it would compute, by the same calls of the
 * engine, with these exceptions:
 *
 * <ul>
 *   <li>what works in place makes new arrays, so that neither the inputs nor the copies of the
 *       parameters change
 *   <li>what would draw from the engine's random stream ends the run before it draws
 *   <li>where MXNet refuses batch normalization, dropout or recurrence because a gradient is
 *       recorded in evaluation mode, plain operations take their place, or for recurrence training
 *       without dropout, which is the same
 *   <li>where asked for, batch normalization takes the statistics of the batch
 *   <li>in a pass in double precision, arrays that the block makes in single become double where
 *       they meet others
 * </ul>
 *
 * <p>A block that needs an engine's own arrays, or would notice the difference otherwise, such as
 * one that writes into a view and then reads the whole, is run once more on copies of its inputs,
 * plainly, and from then on only so.
 */
public final class BlockRunner {

    private final boolean zeros;
    private final Set<Block> untraceable = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Block> unrecordable = Collections.newSetFromMap(new IdentityHashMap<>());

    private BlockRunner(boolean zeros) {
        this.zeros = zeros;
    }

    /** Creates a runner that ends a run before it draws. */
    public BlockRunner() {
        this(false);
    }

    /**
     * Returns a runner for which normal and uniform draws give zeros, to see the shapes of outputs.
     *
     * @return the runner; its runs end before other draws
     */
    public static BlockRunner withoutDraws() {
        return new BlockRunner(true);
    }

    /**
     * Runs a block.
     *
     * @param block the block
     * @param values gives it the copies of its parameters
     * @param input its inputs, which stay as they are
     * @param recorded whether a gradient is recorded; then no layers are seen, and what was seen
     *     need not be kept
     * @param batchStatistics whether batch normalization takes the statistics of the batch, as far
     *     as the block is traced
     * @return what it gave
     * @throws RefusedRunException if it was about to draw random numbers, or if its gradient would
     *     be wrong
     */
    public BlockRun run(
            Block block,
            ParameterStore values,
            NDList input,
            boolean recorded,
            boolean batchStatistics) {
        Set<Block> known = recorded ? unrecordable : untraceable;
        if (!known.contains(block)) {
            try {
                return traced(block, values, input, recorded, batchStatistics);
            } catch (RefusedRunException e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                BlockRun plain = plain(block, values, input);
                known.add(block);
                return plain;
            }
        }
        return plain(block, values, input);
    }

    private BlockRun traced(
            Block block,
            ParameterStore values,
            NDList input,
            boolean recorded,
            boolean batchStatistics) {
        Trace trace = new Trace(values.getManager(), recorded, batchStatistics, zeros);
        NDList twins = block.forward(new TracedStore(trace, values), trace.twins(input), false);
        return new BlockRun(trace.plain(twins), trace.layers());
    }

    /** Some blocks work in place, and some add to the list that they are given. */
    private static BlockRun plain(Block block, ParameterStore values, NDList input) {
        NDList copies = new NDList();
        input.forEach(array -> copies.add(copy(array)));
        return new BlockRun(block.forward(values, copies, false), List.of());
    }

    private static NDArray copy(NDArray array) {
        NDArray copy = array.duplicate();
        copy.setName(array.getName());
        return copy;
    }
}
