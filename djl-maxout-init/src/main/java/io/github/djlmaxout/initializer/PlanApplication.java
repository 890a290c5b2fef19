// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;

import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Gives the parameters of a network the weights of a plan, all or none. */
final class PlanApplication {

    private PlanApplication() {}

    /**
     * A parameter and what it starts from.
     *
     * @param name the name for messages
     * @param parameter the parameter
     * @param shape its shape
     * @param initializer where its values come from
     */
    private record Target(String name, Parameter parameter, Shape shape, Initializer initializer) {}

    static void apply(PlanRequest request, PlanResult result, Block network) {
        if (request.scheme() instanceof FoundScheme) {
            throw new UnsupportedOperationException(
                    "The plan tells what a network is as found, and has no weights to give: make"
                            + " one of a scheme that chooses, such as Scheme.maxout().");
        }
        List<Target> targets = targets(request, result, network);
        targets.forEach(PlanApplication::requireTrainable);
        resample(targets);
        targets.forEach(target -> target.parameter().setInitializer(target.initializer()));
    }

    /** The planned layers whose weights are others. */
    static List<PlanDifference> differences(PlanRequest request, PlanResult result, Block network) {
        Map<String, Weights> layers = layers(request, result, network);
        List<PlanDifference> differences = new ArrayList<>();
        for (PlanResult.Planned planned : result.planned()) {
            Weights weights = weights(planned, layers);
            if (!weights.weight().isInitialized()
                    || planned.choice().distribution() == Distribution.FOUND) {
                continue;
            }
            double fanIn = weights.fanIn();
            FoundWeights found = FoundWeights.of(weights);
            double ratio = found.c() / planned.choice().c();
            double errors = 6 * Math.sqrt(2.0 / found.entries());
            if (!(Math.abs(ratio - 1) <= Math.max(0.05, errors))) {
                differences.add(
                        new PlanDifference(
                                planned.stage().name(),
                                Math.sqrt(planned.choice().c() / fanIn),
                                Math.sqrt(found.c() / fanIn)));
            }
        }
        return List.copyOf(differences);
    }

    private static Weights weights(PlanResult.Planned planned, Map<String, Weights> layers) {
        Stage stage = planned.stage();
        Weights weights = layers.get(stage.name());
        String wanted = describe(stage.weights());
        String found = weights == null ? "no such layer" : describe(weights);
        if (!wanted.equals(found)) {
            throw new IllegalArgumentException(
                    "The plan has a layer "
                            + stage.name()
                            + " with "
                            + wanted
                            + ", but the network has "
                            + found
                            + " there: make a plan for this network.");
        }
        return weights;
    }

    private static List<Target> targets(PlanRequest request, PlanResult result, Block network) {
        Map<String, Weights> layers = layers(request, result, network);
        List<Target> targets = new ArrayList<>();
        for (PlanResult.Planned planned : result.planned()) {
            Stage stage = planned.stage();
            Weights weights = weights(planned, layers);
            LayerInitializers initializers =
                    LayerInitializers.of(stage, planned.choice(), result.seeds().of(stage));
            targets.add(
                    new Target(
                            stage.name() + "/weight",
                            weights.weight(),
                            weights.weightShape(),
                            initializers.weight()));
            weights.bias()
                    .ifPresent(
                            bias ->
                                    targets.add(
                                            new Target(
                                                    stage.name() + "/bias",
                                                    bias,
                                                    new Shape(weights.weightShape().get(0)),
                                                    initializers.bias())));
        }
        return targets;
    }

    /** What a layer must agree in, to get the weights of another one. */
    private static String describe(Weights weights) {
        return String.format(
                Locale.ROOT,
                "weights %s of %d pieces (%s) in %d groups, %s bias",
                weights.weightShape(),
                weights.pieces(),
                weights.layout(),
                weights.groups(),
                weights.bias().isPresent() ? "with" : "without");
    }

    /** The layers of the network by name: of the planned one, or of another one read anew. */
    private static Map<String, Weights> layers(
            PlanRequest request, PlanResult result, Block network) {
        Map<String, Weights> layers = new HashMap<>();
        if (network == request.network()) {
            for (PlanResult.Planned planned : result.planned()) {
                layers.put(planned.stage().name(), planned.stage().weights());
            }
            return layers;
        }
        NetworkStructure structure = request.reading().read(network, request.engine(), Map.of());
        // Layers inside of what is not read are found like those inside of a block.
        for (Step step : new Unknown("", List.of(structure.steps())).inside()) {
            if (step.operation() instanceof Weights weights) {
                layers.put(step.name(), weights);
            }
        }
        return layers;
    }

    private static void requireTrainable(Target target) {
        if (!target.parameter().requiresGradient()) {
            throw new IllegalStateException(
                    "The parameter "
                            + target.name()
                            + " is frozen, so new values would stay for ever: unfreeze it with"
                            + " freeze(false), or plan without its layer by"
                            + " optKnown(block, new Unknown(\"frozen\")).");
        }
        if (target.parameter().isInitialized()
                && !target.parameter().getArray().getShape().equals(target.shape())) {
            throw new IllegalArgumentException(
                    "The parameter "
                            + target.name()
                            + " has shape "
                            + target.parameter().getArray().getShape()
                            + ", but the plan is for "
                            + target.shape()
                            + ": make a plan for this network and input.");
        }
    }

    /** New values for parameters that have some: all are drawn before the first is replaced. */
    private static void resample(List<Target> targets) {
        List<Target> initialized =
                targets.stream().filter(target -> target.parameter().isInitialized()).toList();
        List<NDArray> drawn = new ArrayList<>();
        try {
            for (Target target : initialized) {
                NDArray old = target.parameter().getArray();
                drawn.add(
                        target.initializer()
                                .initialize(old.getManager(), target.shape(), old.getDataType()));
            }
            for (int i = 0; i < drawn.size(); i++) {
                drawn.get(i).copyTo(initialized.get(i).parameter().getArray());
            }
        } finally {
            drawn.forEach(NDArray::close);
        }
    }
}
