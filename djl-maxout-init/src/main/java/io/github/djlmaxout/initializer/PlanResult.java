package io.github.djlmaxout.initializer;

import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        List<Step> steps = request.structure().steps();
        List<Section> sections = Sections.of(steps);
        List<Stage> stages = new ArrayList<>();
        collect(sections, stages);
        LayerSeeds seeds = new LayerSeeds(request.seed(), stages);
        Map<String, Measurement> measured = measure(request, sections, seeds);
        List<Passage> passages = sweep(request, sections, measured);
        double outputs =
                steps.isEmpty() ? 0 : (double) steps.get(steps.size() - 1).output().slice(1).size();
        BackwardSweep backward = BackwardSweep.of(passages, outputs);
        List<Passage.OfStage> found = new ArrayList<>();
        collectStages(passages, found);
        List<LayerPlan> layers = new ArrayList<>();
        List<Planned> planned = new ArrayList<>();
        for (Passage.OfStage passage : found) {
            layers.add(layer(passage, backward, measured.get(passage.stage().name())));
            if (!passage.choice().leavesAlone()) {
                planned.add(new Planned(passage.stage(), passage.choice()));
            }
        }
        double jacobian = backward.jacobian((double) request.input().slice(1).size());
        return new PlanResult(List.copyOf(layers), List.copyOf(planned), seeds, jacobian);
    }

    private static Map<String, Measurement> measure(
            PlanRequest request, List<Section> sections, LayerSeeds seeds) {
        if (request.batch().isEmpty()) {
            return Map.of();
        }
        Corrector corrector =
                request.scheme() instanceof DataDependentScheme dependent
                        ? new MomentCorrector(dependent)
                        : Corrector.none(request.scheme());
        return BatchWalk.over(sections, request.batch().get(), corrector, seeds, request.engine());
    }

    private static List<Passage> sweep(
            PlanRequest request, List<Section> sections, Map<String, Measurement> measured) {
        Correlations correlations = Correlations.told(request.correlation());
        if (request.batch().isPresent()) {
            Map<String, Double> found = new HashMap<>();
            measured.forEach((name, m) -> found.put(name, m.correlation()));
            correlations = Correlations.measured(found);
        }
        Correlations used = correlations;
        boolean dependent = request.scheme() instanceof DataDependentScheme;
        ForwardSweep.Chooser chooser =
                (stage, in) -> {
                    Measurement measurement = measured.get(stage.name());
                    return dependent && measurement != null
                            ? measurement.choice()
                            : request.scheme().choose(stage, in, used.of(stage));
                };
        return new ForwardSweep(chooser, used)
                .through(sections, Signal.ofInput(request.secondMoment()));
    }

    private static LayerPlan layer(
            Passage.OfStage passage, BackwardSweep backward, Measurement measurement) {
        Stage stage = passage.stage();
        Weights weights = stage.weights();
        Choice choice = passage.choice();
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
                passage.response().activation(),
                backward.gradient(stage),
                measurement == null ? Double.NaN : measurement.secondMoment(),
                choice.note());
    }

    private static void collect(List<Section> sections, List<Stage> stages) {
        for (Section section : sections) {
            if (section instanceof Stage stage) {
                stages.add(stage);
            } else if (section instanceof Fork fork) {
                fork.branches().forEach(branch -> collect(branch, stages));
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
