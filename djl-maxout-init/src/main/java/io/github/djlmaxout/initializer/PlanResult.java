// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What follows from a {@link PlanRequest}.
 *
 * @param layers the layers for people
 * @param planned the layers that get weights, with what was chosen for them
 * @param seeds the seed of each layer
 * @param jacobian the predicted second moment of the Jacobian
 */
record PlanResult(
        List<LayerPlan> layers, List<Planned> planned, LayerSeeds seeds, double jacobian) {

    /**
     * A layer that gets weights.
     *
     * @param stage the layer
     * @param choice what was chosen
     */
    record Planned(Stage stage, Choice choice) {}

    static PlanResult of(PlanRequest request) {
        List<Step> steps = request.steps();
        List<Section> sections = Sections.of(steps);
        List<Stage> stages = new ArrayList<>();
        collect(sections, stages);
        SharedWeights shared = new SharedWeights(stages);
        LayerSeeds seeds = new LayerSeeds(request.seed(), stages, shared);
        Map<String, Measurement> measured = measure(request, sections, seeds, shared);
        Correlations correlations = correlations(request, measured);
        List<Passage> passages = sweep(request, sections, measured, correlations, shared);
        Shape output = steps.isEmpty() ? request.input() : steps.get(steps.size() - 1).output();
        // A network may return its own loss, a number for the whole batch.
        double outputs = output.dimension() == 0 ? 1 : (double) output.slice(1).size();
        BackwardSweep backward = BackwardSweep.of(passages, outputs);
        List<Passage.OfStage> found = new ArrayList<>();
        collectStages(passages, found);
        Map<String, Choice> choices = new HashMap<>();
        found.forEach(passage -> choices.put(passage.stage().name(), passage.choice()));
        List<LayerPlan> layers = new ArrayList<>();
        List<Planned> planned = new ArrayList<>();
        for (Passage.OfStage passage : found) {
            Stage stage = passage.stage();
            boolean counts = shared.owner(stage).isEmpty();
            double gradient = counts ? backward.gradient(shared.uses(stage)) : Double.NaN;
            Optional<Measurement> measurement = Optional.ofNullable(measured.get(stage.name()));
            Optional<Choice> owned = shared.owner(stage).map(choices::get);
            layers.add(layer(passage, owned, gradient, measurement, correlations, shared));
            if (counts && !passage.choice().leavesAlone()) {
                planned.add(new Planned(stage, passage.choice()));
            }
        }
        double jacobian = backward.jacobian((double) request.input().slice(1).size());
        return new PlanResult(List.copyOf(layers), List.copyOf(planned), seeds, jacobian);
    }

    private static Map<String, Measurement> measure(
            PlanRequest request, List<Section> sections, LayerSeeds seeds, SharedWeights shared) {
        if (request.batch().isEmpty()) {
            return Map.of();
        }
        Corrector corrector =
                request.scheme() instanceof DataDependentScheme dependent
                        ? new MomentCorrector(dependent)
                        : Corrector.none(request.scheme());
        return BatchWalk.over(
                sections,
                request.batch().get(),
                Corrector.sharing(corrector, shared),
                seeds,
                request.engine());
    }

    private static Correlations correlations(
            PlanRequest request, Map<String, Measurement> measured) {
        Map<String, Double> found = new HashMap<>();
        measured.forEach((name, m) -> found.put(name, m.correlation()));
        return Correlations.told(request.correlation()).with(found);
    }

    private static List<Passage> sweep(
            PlanRequest request,
            List<Section> sections,
            Map<String, Measurement> measured,
            Correlations correlations,
            SharedWeights shared) {
        boolean dependent = request.scheme() instanceof DataDependentScheme;
        Map<String, Choice> chosen = new HashMap<>();
        ForwardSweep.Chooser chooser =
                (stage, in) -> {
                    Measurement measurement = measured.get(stage.name());
                    Choice before = shared.owner(stage).map(chosen::get).orElse(null);
                    Choice choice =
                            before != null
                                    ? before
                                    : dependent && measurement != null
                                            ? measurement.choice()
                                            : request.scheme()
                                                    .choose(stage, in, correlations.of(stage));
                    chosen.put(stage.name(), choice);
                    return choice;
                };
        return new ForwardSweep(chooser, correlations)
                .through(sections, Signal.ofInput(request.secondMoment()));
    }

    private static LayerPlan layer(
            Passage.OfStage passage,
            Optional<Choice> owned,
            double gradient,
            Optional<Measurement> measurement,
            Correlations correlations,
            SharedWeights shared) {
        Stage stage = passage.stage();
        Weights weights = stage.weights();
        Choice choice = owned.orElse(passage.choice());
        boolean pooled = stage.isPooled() && !choice.leavesAlone();
        if (pooled) {
            choice = choice.withNote(correlations.describe(stage));
        }
        if (shared.owner(stage).isPresent()) {
            choice = choice.withNote("has the weights of " + shared.owner(stage).get());
        }
        if (stage.lost().isPresent()) {
            choice = choice.withNote("not known behind the normalization: " + stage.lost().get());
        }
        return new LayerPlan(
                stage.name(),
                weights.kind(),
                weights.fanIn(),
                stage.units(),
                stage.pieces(),
                String.join(", ", stage.followers()),
                choice.c(),
                Math.sqrt(choice.c() / (double) weights.fanIn()),
                choice.bias(),
                choice.distribution(),
                pooled ? correlations.of(stage) : Double.NaN,
                passage.response().activation(),
                gradient,
                measurement.map(Measurement::secondMoment).orElse(Double.NaN),
                choice.note());
    }

    private static void collect(List<Section> sections, List<Stage> stages) {
        for (Section section : sections) {
            if (section instanceof Stage stage) {
                stages.add(stage);
            } else if (section instanceof Fork fork) {
                fork.branches().forEach(branch -> collect(branch, stages));
            } else if (section instanceof Inside inside) {
                inside.parts().forEach(part -> collect(part, stages));
            }
        }
    }

    private static void collectStages(List<Passage> passages, List<Passage.OfStage> found) {
        for (Passage passage : passages) {
            if (passage instanceof Passage.OfStage stage) {
                found.add(stage);
            } else if (passage instanceof Passage.OfFork fork) {
                fork.branches().forEach(branch -> collectStages(branch, found));
            }
        }
    }
}
