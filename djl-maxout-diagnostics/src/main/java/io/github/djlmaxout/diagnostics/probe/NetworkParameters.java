// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;

import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutLayer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
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
     */
    public static NetworkParameters of(Block network) {
        List<WatchedParameter> parameters = new ArrayList<>();
        List<LayerInfo> layers = new ArrayList<>();
        String kind = network.getClass().getSimpleName();
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(network, "", kind.isEmpty() ? "Block" : kind, seen, parameters, layers);
        return new NetworkParameters(parameters, layers);
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
        hold(network, held);
        int known = 0;
        for (WatchedParameter parameter : parameters) {
            known += held.contains(parameter.parameter()) ? 1 : 0;
        }
        long initialized = held.stream().filter(Parameter::isInitialized).count();
        return known == parameters.size() && initialized <= known;
    }

    private static void hold(Block block, Set<Parameter> held) {
        block.getDirectParameters().forEach(direct -> held.add(direct.getValue()));
        block.getChildren().forEach(child -> hold(child.getValue(), held));
    }

    private static void collect(
            Block block,
            String path,
            String name,
            Set<Parameter> seen,
            List<WatchedParameter> parameters,
            List<LayerInfo> layers) {
        List<WatchedParameter> own = new ArrayList<>();
        // What stands in the tree again was seen at its first place.
        for (Pair<String, Parameter> direct : block.getDirectParameters()) {
            Parameter parameter = direct.getValue();
            if (parameter.isInitialized() && seen.add(parameter)) {
                own.add(
                        new WatchedParameter(
                                name,
                                name + "/" + direct.getKey(),
                                parameter,
                                parameter.getArray().getShape()));
            }
        }
        if (!own.isEmpty()) {
            parameters.addAll(own);
            layers.add(info(block, name, own));
        }
        String prefix = path.isEmpty() ? "" : path + "/";
        for (Pair<String, Block> child : block.getChildren()) {
            String childPath = prefix + child.getKey();
            collect(child.getValue(), childPath, childPath, seen, parameters, layers);
        }
    }

    private static LayerInfo info(Block block, String name, List<WatchedParameter> own) {
        return new LayerInfo(
                name,
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
