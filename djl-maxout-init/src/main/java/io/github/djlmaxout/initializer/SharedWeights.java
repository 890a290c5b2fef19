package io.github.djlmaxout.initializer;

import ai.djl.nn.Parameter;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which layers of a network are one block that is used several times. */
final class SharedWeights {

    private final Map<String, String> earlier = new HashMap<>();
    private final Set<String> shared = new HashSet<>();

    SharedWeights(List<Stage> stages) {
        IdentityHashMap<Parameter, String> first = new IdentityHashMap<>();
        for (Stage stage : stages) {
            String before = first.putIfAbsent(stage.weights().weight(), stage.name());
            if (before != null) {
                earlier.put(stage.name(), before);
                shared.add(before);
                shared.add(stage.name());
            }
        }
    }

    /** The name of the first layer with these weights, unless it is this layer. */
    Optional<String> earlier(Stage stage) {
        return Optional.ofNullable(earlier.get(stage.name()));
    }

    /** Whether another layer has these weights too. */
    boolean isShared(Stage stage) {
        return shared.contains(stage.name());
    }
}
