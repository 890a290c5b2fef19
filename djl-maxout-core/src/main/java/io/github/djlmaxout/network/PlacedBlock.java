// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.nn.Block;
import ai.djl.util.Pair;

import io.github.djlmaxout.internal.VisibleText;

import java.util.ArrayList;
import java.util.List;

/**
 * A block and where it is in the tree of a network's blocks.
 *
 * <p>Here names enter the library, for its tables, logs, files and pages: line breaks, escapes and
 * what else cannot be seen of them is written out, as {@code \\n}.
 *
 * @param path the names of the blocks that lead to it, DJL's own with two digits, joined by {@code
 *     /}; empty for the network itself
 * @param block the block
 */
public record PlacedBlock(String path, Block block) {

    /**
     * Returns the name that the block has everywhere in this library.
     *
     * @return the path; of the network itself its class
     */
    public String name() {
        String kind = VisibleText.of(block.getClass().getSimpleName());
        return path.isEmpty() ? (kind.isEmpty() ? "Block" : kind) : path;
    }

    List<PlacedBlock> children() {
        List<PlacedBlock> children = new ArrayList<>();
        for (Pair<String, Block> child : block.getChildren()) {
            String prefix = path.isEmpty() ? "" : path + "/";
            children.add(
                    new PlacedBlock(prefix + VisibleText.of(child.getKey()), child.getValue()));
        }
        return children;
    }

    List<Block> childBlocks() {
        return block.getChildren().values();
    }
}
