// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.nn.Parameter;

/**
 * Where the numbers of one parameter lie in a vector of all.
 *
 * @param layer the stable name of the layer that owns it, such as {@code
 *     02SequentialBlock/01Linear}
 * @param name the name of the layer and of the parameter, joined by {@code /}
 * @param parameter the parameter
 * @param offset the index of its first number
 * @param length how many numbers it has, row-major
 */
public record ParameterSpan(
        String layer, String name, Parameter parameter, int offset, int length) {

    /**
     * Returns the index behind its last number.
     *
     * @return {@code offset + length}
     */
    public int end() {
        return offset + length;
    }
}
