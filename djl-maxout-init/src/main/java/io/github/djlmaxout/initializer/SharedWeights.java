// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.nn.Parameter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which layers of a network are one block that is used several times.
 *
 * <p>The first use of which it is known what follows stands for all: it is planned, and the others
 * have its weights.
 */
final class SharedWeights {

    private final Map<String, List<String>> uses = new HashMap<>();

    SharedWeights(List<Stage> stages) {
        IdentityHashMap<Parameter, List<Stage>> all = new IdentityHashMap<>();
        for (Stage stage : stages) {
            all.computeIfAbsent(stage.weights().weight(), weight -> new ArrayList<>()).add(stage);
        }
        for (List<Stage> same : all.values()) {
            String first =
                    same.stream()
                            .filter(stage -> stage.unknown().isEmpty())
                            .findFirst()
                            .orElse(same.get(0))
                            .name();
            List<String> names = new ArrayList<>(same.stream().map(Stage::name).toList());
            names.remove(first);
            names.add(0, first);
            names.forEach(name -> uses.put(name, List.copyOf(names)));
        }
    }

    /** The name of the layer that stands for all with these weights, unless it is this one. */
    Optional<String> owner(Stage stage) {
        String first = uses.get(stage.name()).get(0);
        return first.equals(stage.name()) ? Optional.empty() : Optional.of(first);
    }

    /** The names of all layers with these weights. */
    List<String> uses(Stage stage) {
        return uses.get(stage.name());
    }
}
