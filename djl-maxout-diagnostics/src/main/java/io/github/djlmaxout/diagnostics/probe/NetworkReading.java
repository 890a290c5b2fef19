// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.run.BlockRunner;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is known of a network that is to be run.
 *
 * @param network the network
 * @param structure what it is made of; empty if that cannot be read
 * @param explanation why not
 * @param normalizations how steps normalize, found out when the network is first run
 * @param shares see {@link KeptShares}
 * @param runner runs what is not known
 * @param owned whose the parameters are
 * @param unprobed which blocks are never run
 */
record NetworkReading(
        Block network,
        Optional<NetworkStructure> structure,
        String explanation,
        IdentityHashMap<Step, ChannelNormalization> normalizations,
        Map<String, Double> shares,
        BlockRunner runner,
        OwnedParameters owned,
        Predicate<Block> unprobed) {

    /** Reads a network of which something is known, and some blocks are never to be run. */
    static NetworkReading of(
            Block network,
            Map<Block, Operation> known,
            Predicate<Block> unprobed,
            Shape... inputs) {
        if (inputs.length != 1) {
            return unknown(
                    network,
                    unprobed,
                    "The network has "
                            + inputs.length
                            + " inputs; layers can be seen in networks of one input only.");
        }
        try {
            NetworkStructure structure =
                    NetworkStructure.read(
                            network,
                            inputs[0],
                            NetworkStructure.engineOf(network),
                            Unprobed.known(network, known, unprobed));
            return new NetworkReading(
                    network,
                    Optional.of(structure),
                    "",
                    new IdentityHashMap<>(),
                    KeptShares.of(structure.steps()),
                    new BlockRunner(),
                    OwnedParameters.of(network),
                    unprobed);
        } catch (RuntimeException e) {
            return unknown(network, unprobed, "The network cannot be read: " + e.getMessage());
        }
    }

    private static NetworkReading unknown(
            Block network, Predicate<Block> unprobed, String explanation) {
        return new NetworkReading(
                network,
                Optional.empty(),
                explanation,
                new IdentityHashMap<>(),
                Map.of(),
                new BlockRunner(),
                OwnedParameters.of(network),
                unprobed);
    }

    /** A manager of the engine and the device of the network. */
    NDManager manager() {
        Engine engine = Engine.getEngine(NetworkStructure.engineOf(network));
        Device device =
                network.getParameters().values().stream()
                        .filter(Parameter::isInitialized)
                        .findFirst()
                        .map(parameter -> parameter.getArray().getDevice())
                        .orElseGet(engine::defaultDevice);
        return engine.newBaseManager(device);
    }

    /**
     * Copies the parameters, not to be called while anything is recorded.
     *
     * @param values of parameters that are to have others, by their ids
     * @throws IllegalStateException if the network is not initialized
     */
    PassSource source(
            NDManager manager,
            Statistics statistics,
            Optional<DataType> type,
            Map<String, double[]> values) {
        DetachedStore store = new DetachedStore(manager, network, type, values);
        structure.ifPresent(s -> findNormalizations(s.steps(), manager.getEngine()));
        return new PassSource(this, store, statistics);
    }

    private void findNormalizations(List<Step> steps, Engine engine) {
        for (Step step : steps) {
            if (step.operation() instanceof Branches branches) {
                branches.branches().forEach(branch -> findNormalizations(branch, engine));
            } else if (step.operation() instanceof Normalization
                    && !normalizations.containsKey(step)) {
                ChannelNormalization.of(step.block(), step.input(), engine)
                        .ifPresent(found -> normalizations.put(step, found));
            }
        }
    }
}
