package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;

import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Step;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What passes through one network share: copies of its parameters, and what is known of it.
 *
 * @param network the network
 * @param structure what it is made of, if that is known
 * @param store the copies of its parameters
 * @param statistics which mean and variance batch normalization takes
 * @param normalizations how steps normalize
 * @param shares see {@link KeptShares}
 */
record PassSource(
        Block network,
        Optional<NetworkStructure> structure,
        DetachedStore store,
        Statistics statistics,
        IdentityHashMap<Step, ChannelNormalization> normalizations,
        Map<String, Double> shares) {

    /** A walker that has not walked yet, for a pass that only takes what leads to the output. */
    Walker walker(Tap tap) {
        return walker(tap, true);
    }

    Walker walker(Tap tap, boolean recorded) {
        return new Walker(store, statistics, normalizations, shares, recorded, tap);
    }

    /** Runs a batch. */
    NDList run(Walker walker, NDList input) {
        return structure.isPresent()
                ? walker.run(structure.get().steps(), input)
                : network.forward(store, new NDList(input), false);
    }
}
