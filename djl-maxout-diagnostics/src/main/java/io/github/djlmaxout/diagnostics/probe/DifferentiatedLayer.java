// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.PlacedBlock;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer by the weights of which a network is differentiated.
 *
 * @param name its stable name
 * @param weights its weights, of which a recurrent layer has several
 */
record DifferentiatedLayer(String name, List<Parameter> weights) {

    /** In the order of the signal; inside of what is not known in that of the block tree. */
    static List<DifferentiatedLayer> of(NetworkReading reading) {
        List<DifferentiatedLayer> layers = new ArrayList<>();
        reading.structure()
                .ifPresentOrElse(
                        structure -> collect(structure.steps(), reading.owned(), layers),
                        () -> layers.addAll(inside(reading.network(), reading.owned())));
        return layers;
    }

    private static void collect(
            List<Step> steps, OwnedParameters owned, List<DifferentiatedLayer> layers) {
        for (Step step : steps) {
            if (step.operation() instanceof Weights weights) {
                layers.add(new DifferentiatedLayer(step.name(), List.of(weights.weight())));
            } else if (step.operation() instanceof Branches branches) {
                branches.branches().forEach(branch -> collect(branch, owned, layers));
            } else if (step.operation() instanceof Unknown) {
                layers.addAll(inside(step.block(), owned));
            }
        }
    }

    private static List<DifferentiatedLayer> inside(Block block, OwnedParameters owned) {
        Map<String, List<Parameter>> weights = new LinkedHashMap<>();
        for (Parameter parameter : block.getParameters().values()) {
            PlacedBlock owner = owned.of(parameter);
            if (owner != null && parameter.getType() == Parameter.Type.WEIGHT) {
                List<Parameter> own =
                        weights.computeIfAbsent(owner.name(), name -> new ArrayList<>());
                if (own.stream().noneMatch(seen -> seen == parameter)) {
                    own.add(parameter);
                }
            }
        }
        List<DifferentiatedLayer> layers = new ArrayList<>();
        weights.forEach((name, own) -> layers.add(new DifferentiatedLayer(name, own)));
        return layers;
    }
}
