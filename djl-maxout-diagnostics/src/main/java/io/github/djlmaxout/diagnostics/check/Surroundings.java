// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import ai.djl.nn.Block;

import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.PieceMaximum;
import io.github.djlmaxout.network.Pooling;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What stands around the layers of a network. */
final class Surroundings {

    private final List<String> names = new ArrayList<>();
    private final Map<String, Around> layers = new HashMap<>();
    private final List<Block> dropouts = new ArrayList<>();
    private final List<Step> unknown = new ArrayList<>();

    /**
     * What stands around a layer.
     *
     * @param weights the layer
     * @param normalizedBefore whether its pre-activations are normalized
     * @param normalizedAfter whether its outputs are normalized
     */
    record Around(Weights weights, boolean normalizedBefore, boolean normalizedAfter) {}

    Surroundings(List<Step> steps) {
        read(steps);
    }

    /** The names of all layers and of the blocks that are not known, in the order of the signal. */
    List<String> names() {
        return List.copyOf(names);
    }

    /** The layers with weights that are known. */
    Map<String, Weights> weights() {
        Map<String, Weights> weights = new HashMap<>();
        layers.forEach((name, around) -> weights.put(name, around.weights()));
        return weights;
    }

    /** What stands around a layer of the network. */
    Around of(String layer) {
        return layers.get(layer);
    }

    /** All dropout blocks. */
    List<Block> dropouts() {
        return List.copyOf(dropouts);
    }

    /** The blocks of which it is not known what they do. */
    List<Step> unknown() {
        return List.copyOf(unknown);
    }

    private void read(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            Operation operation = step.operation();
            if (operation instanceof Weights weights) {
                names.add(step.name());
                layers.put(step.name(), around(weights, steps.subList(i + 1, steps.size())));
            } else if (operation instanceof Dropping) {
                dropouts.add(step.block());
            } else if (operation instanceof Branches branches) {
                branches.branches().forEach(this::read);
            } else if (operation instanceof Unknown) {
                names.add(step.name());
                unknown.add(step);
            }
        }
    }

    private static Around around(Weights weights, List<Step> followers) {
        boolean bare = weights.pieces() == 1;
        boolean before = false;
        boolean after = false;
        for (Step follower : followers) {
            Operation operation = follower.operation();
            if (operation instanceof Weights
                    || operation instanceof Branches
                    || operation instanceof Unknown) {
                break;
            }
            if (operation instanceof Normalization) {
                before |= bare;
                after |= !bare;
            } else if (operation instanceof Elementwise
                    || operation instanceof Pooling
                    || operation instanceof PieceMaximum) {
                bare = false;
            }
        }
        return new Around(weights, before, after);
    }
}
