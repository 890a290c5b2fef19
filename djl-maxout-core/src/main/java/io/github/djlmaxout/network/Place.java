// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.nn.Block;
import ai.djl.util.Pair;

import java.util.ArrayList;
import java.util.List;

/** A block and where it is in the tree; the network itself has the empty path. */
record Place(String path, Block block) {

    String name() {
        String kind = block.getClass().getSimpleName();
        return path.isEmpty() ? (kind.isEmpty() ? "Block" : kind) : path;
    }

    List<Place> children() {
        List<Place> children = new ArrayList<>();
        for (Pair<String, Block> child : block.getChildren()) {
            String prefix = path.isEmpty() ? "" : path + "/";
            children.add(new Place(prefix + child.getKey(), child.getValue()));
        }
        return children;
    }

    List<Block> childBlocks() {
        return block.getChildren().values();
    }
}
