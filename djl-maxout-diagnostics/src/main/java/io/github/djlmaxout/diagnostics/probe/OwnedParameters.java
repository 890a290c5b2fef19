// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;

import java.util.IdentityHashMap;

/** Which block of a network owns a parameter, and what that block is called. */
final class OwnedParameters {

    private final IdentityHashMap<Parameter, Owner> owners = new IdentityHashMap<>();

    private OwnedParameters() {}

    /**
     * The owner of a parameter.
     *
     * @param layer its stable name
     * @param block the block
     */
    record Owner(String layer, Block block) {}

    /** The owners; a parameter that stands at several places belongs to the first. */
    static OwnedParameters of(Block network) {
        OwnedParameters owned = new OwnedParameters();
        String kind = network.getClass().getSimpleName();
        owned.collect(network, "", kind.isEmpty() ? "Block" : kind);
        return owned;
    }

    private void collect(Block block, String path, String name) {
        for (Parameter parameter : block.getDirectParameters().values()) {
            owners.putIfAbsent(parameter, new Owner(name, block));
        }
        String prefix = path.isEmpty() ? "" : path + "/";
        for (Pair<String, Block> child : block.getChildren()) {
            String childPath = prefix + child.getKey();
            collect(child.getValue(), childPath, childPath);
        }
    }

    /** The owner of a parameter, or null for one that no block lists. */
    Owner of(Parameter parameter) {
        return owners.get(parameter);
    }
}
