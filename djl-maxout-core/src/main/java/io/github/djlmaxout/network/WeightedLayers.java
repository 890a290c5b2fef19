// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.nn.Block;
import ai.djl.util.Pair;

import java.util.ArrayList;
import java.util.List;

/** The blocks with parameters inside a block that is not known, for the words about it. */
final class WeightedLayers {

    private WeightedLayers() {}

    /** Returns a clause that names them, empty if there are none. */
    static String describe(Block block) {
        List<String> names = new ArrayList<>();
        collect("", block, names);
        if (names.isEmpty()) {
            return "";
        }
        return ", and its " + String.join(", ", names) + " cannot be placed";
    }

    private static void collect(String path, Block block, List<String> names) {
        for (Pair<String, Block> child : block.getChildren()) {
            String name = path + child.getKey();
            if (!child.getValue().getDirectParameters().isEmpty()) {
                names.add(name);
            }
            collect(name + "/", child.getValue(), names);
        }
    }
}
