// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.nn.Parameter;

/**
 * A parameter and the block that owns it.
 *
 * @param owner the first block in the tree that has it for its own
 * @param key what the block calls it, such as {@code weight}
 * @param parameter the parameter
 */
public record PlacedParameter(PlacedBlock owner, String key, Parameter parameter) {

    /**
     * Returns the name that the parameter has everywhere in this library.
     *
     * @return the name of its block, {@code /}, and the key
     */
    public String name() {
        return owner.name() + "/" + key;
    }
}
