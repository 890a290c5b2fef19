// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.network.BlockTree;
import io.github.djlmaxout.network.PlacedBlock;
import io.github.djlmaxout.network.PlacedParameter;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutLayer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of a network and the layers that own them, in the order of the block tree, with
 * the names that {@link io.github.djlmaxout.network.NetworkStructure} gives too. A parameter that
 * stands in the tree several times counts once, at its first place; so does a layer.
 *
 * @param parameters the initialized parameters
 * @param layers the layers that own them
 */
public record NetworkParameters(List<WatchedParameter> parameters, List<LayerInfo> layers) {

    /**
     * Keeps unchangeable copies.
     *
     * @param parameters the initialized parameters
     * @param layers the layers that own them
     */
    public NetworkParameters {
        parameters = List.copyOf(parameters);
        layers = List.copyOf(layers);
    }

    /**
     * Reads a network whose parameters are initialized.
     *
     * @param network the network
     * @return its parameters and the layers that own them
     * @throws IllegalArgumentException if blocks are nested more than 500 deep
     */
    public static NetworkParameters of(Block network) {
        Map<PlacedBlock, List<WatchedParameter>> owned = new LinkedHashMap<>();
        for (PlacedParameter placed : BlockTree.parameters(network)) {
            if (placed.parameter().isInitialized()) {
                owned.computeIfAbsent(placed.owner(), owner -> new ArrayList<>())
                        .add(
                                new WatchedParameter(
                                        placed.owner().name(),
                                        placed.name(),
                                        placed.parameter(),
                                        placed.parameter().getArray().getShape()));
            }
        }
        List<LayerInfo> layers = new ArrayList<>();
        owned.forEach((owner, own) -> layers.add(info(owner, own)));
        return new NetworkParameters(
                owned.values().stream().flatMap(List::stream).toList(), layers);
    }

    /**
     * Tells whether a network holds these parameters and no others, initialized or not: one whose
     * blocks were exchanged since does not.
     *
     * @param network the network
     * @return whether it does
     */
    public boolean areOf(Block network) {
        Set<Parameter> held = Collections.newSetFromMap(new IdentityHashMap<>());
        BlockTree.parameters(network).forEach(placed -> held.add(placed.parameter()));
        int known = 0;
        for (WatchedParameter parameter : parameters) {
            known += held.contains(parameter.parameter()) ? 1 : 0;
        }
        long initialized = held.stream().filter(Parameter::isInitialized).count();
        return known == parameters.size() && initialized <= known;
    }

    private static LayerInfo info(PlacedBlock owner, List<WatchedParameter> own) {
        Block block = owner.block();
        return new LayerInfo(
                owner.name(),
                block.getClass().getSimpleName(),
                own.stream().mapToLong(p -> p.shape().size()).sum(),
                pieces(block),
                own.stream().noneMatch(WatchedParameter::isTrained));
    }

    private static int pieces(Block block) {
        if (block instanceof MaxoutLayer layer) {
            return layer.getPieces();
        }
        return block instanceof Maxout maxout ? maxout.getPieces() : 1;
    }
}
