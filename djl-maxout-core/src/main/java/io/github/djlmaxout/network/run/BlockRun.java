// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

import ai.djl.ndarray.NDList;

import java.util.List;

/**
 * What a run of a block gave.
 *
 * @param output the outputs of the block
 * @param layers the layers that were seen at work inside, in the order of their work; empty where
 *     none was seen or a gradient is recorded
 */
public record BlockRun(NDList output, List<TracedLayer> layers) {

    /**
     * Keeps an unchangeable copy of the layers.
     *
     * @param output the outputs of the block
     * @param layers the layers that were seen at work inside
     */
    public BlockRun {
        layers = List.copyOf(layers);
    }
}
