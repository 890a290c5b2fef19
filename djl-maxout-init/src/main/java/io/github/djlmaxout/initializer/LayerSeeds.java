// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The place of each layer in the stream of random numbers that belongs to a seed. */
final class LayerSeeds {

    /**
     * A stream of random numbers.
     *
     * @param seed the seed of the network
     * @param index the place of the layer in the network, from 0
     */
    record LayerSeed(long seed, int index) {}

    private final Map<String, LayerSeed> seeds = new HashMap<>();

    LayerSeeds(long seed, List<Stage> stages, SharedWeights shared) {
        for (int i = 0; i < stages.size(); i++) {
            seeds.put(stages.get(i).name(), new LayerSeed(seed, i));
        }
        for (Stage stage : stages) {
            shared.owner(stage).ifPresent(first -> seeds.put(stage.name(), seeds.get(first)));
        }
    }

    LayerSeed of(Stage stage) {
        return seeds.get(stage.name());
    }
}
