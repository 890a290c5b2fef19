// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.network.BlockTree;
import io.github.djlmaxout.network.PlacedBlock;

import java.util.IdentityHashMap;

/** Which block of a network owns a parameter, and what that block is called. */
final class OwnedParameters {

    private final IdentityHashMap<Parameter, PlacedBlock> owners = new IdentityHashMap<>();

    private OwnedParameters() {}

    /** The owners; a parameter that stands at several places belongs to the first. */
    static OwnedParameters of(Block network) {
        OwnedParameters owned = new OwnedParameters();
        BlockTree.parameters(network)
                .forEach(placed -> owned.owners.put(placed.parameter(), placed.owner()));
        return owned;
    }

    /** The owner of a parameter, or null for one that no block lists. */
    PlacedBlock of(Parameter parameter) {
        return owners.get(parameter);
    }
}
