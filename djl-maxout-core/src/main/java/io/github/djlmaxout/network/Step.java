// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

/**
 * One step of a signal through a network.
 *
 * @param name the stable name: the keys of the block and of its parents in the block tree, joined
 *     by {@code /}, for example {@code 02SequentialBlock/01Linear}
 * @param block the block that does it
 * @param input the shape of what goes in, with the batch as its first axis
 * @param output the shape of what comes out
 * @param operation what the block does to the signal
 */
public record Step(String name, Block block, Shape input, Shape output, Operation operation) {}
