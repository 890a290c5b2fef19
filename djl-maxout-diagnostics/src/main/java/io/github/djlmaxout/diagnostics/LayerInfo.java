// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

/**
 * A layer with parameters of a network that is watched.
 *
 * @param name the stable name: the keys of the block and of its parents in the block tree, joined
 *     by {@code /}
 * @param kind the name of the class of the block, such as {@code MaxoutLinear}
 * @param parameters how many parameters it has in all, those that are not trained included
 * @param pieces the pieces of its units; 1 if it has no maximum
 * @param frozen whether none of its parameters is trained
 */
public record LayerInfo(String name, String kind, long parameters, int pieces, boolean frozen) {}
