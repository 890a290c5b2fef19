package io.github.djlmaxout.diagnostics.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.InitializationPlanBuilder;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A network on the couch: what is known of it, what was measured, and what follows. */
final class Examination {

    private final Block network;
    private final NDArray batch;
    private final double inputMoment;
    private final NetworkWalk walk;
    private final Surroundings surroundings;

    private Examination(Block network, NDArray batch, double inputMoment) {
        this.network = network;
        this.batch = batch;
        this.inputMoment = inputMoment;
        walk = NetworkWalk.of(network, batch.getShape()).withStatistics(Statistics.BATCH);
        NetworkStructure structure =
                walk.structure()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                walk.explanation()
                                                        .orElse("The network is empty.")));
        surroundings = new Surroundings(structure.steps());
    }

    /** See {@link SignalCheck#run(Block, NDList, int, long)}. */
    static SignalCheck of(Block network, NDList arrays, int draws, long seed) {
        Requirements.initialized(network);
        Requirements.draws(draws);
        NDArray batch = Requirements.single(arrays);
        Requirements.engine(batch, network);
        Requirements.type(batch, network);
        Reading values = Reading.of(batch);
        Requirements.finite(values);
        return new Examination(network, batch, values.secondMoment()).examine(draws, seed);
    }

    private SignalCheck examine(int draws, long seed) {
        Map<String, LayerPlan> expected = new HashMap<>();
        found().forEach(layer -> expected.put(layer.name(), layer));
        Measurements measured = Measurements.of(walk, surroundings, batch, draws, seed);
        List<Measured> layers = new ArrayList<>();
        for (String name : surroundings.names()) {
            if (expected.containsKey(name)) {
                layers.add(measured.of(expected.get(name), surroundings.of(name)));
            }
        }
        Judge.Conclusions conclusions =
                Judge.conclude(layers, inputMoment, measured.isFinite(), this::planned);
        Map<String, LayerCheck> checks = new HashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            LayerCheck check = check(layers.get(i), conclusions.verdicts().get(i));
            checks.put(check.name(), check);
        }
        for (Step step : surroundings.unknown()) {
            checks.put(step.name(), unknown(step, measured));
        }
        List<LayerCheck> rows = surroundings.names().stream().map(checks::get).toList();
        return new SignalCheck(
                rows,
                conclusions.findings(),
                verdict(rows, conclusions.findings()),
                measured.note(),
                batch.getShape(),
                inputMoment,
                draws,
                seed);
    }

    private LayerCheck check(Measured layer, Verdict verdict) {
        LayerPlan plan = layer.plan();
        // Nothing is expected of a signal that is not there.
        boolean silent = inputMoment == 0;
        return new LayerCheck(
                plan.name(),
                plan.pieces(),
                plan.c(),
                layer.input(),
                layer.output(),
                silent ? Double.NaN : expected(layer),
                layer.gradientMoment(),
                layer.gradientError(),
                silent ? Double.NaN : plan.gradient(),
                verdict,
                plan.note());
    }

    /** The plan tells what comes before a normalization of the output; behind it is 1. */
    private static double expected(Measured layer) {
        boolean known = Double.isFinite(layer.plan().forward());
        return layer.normalizedAfter() && known ? 1 : layer.plan().forward();
    }

    private static LayerCheck unknown(Step step, Measurements measured) {
        Optional<Measured.Signal> signal = measured.signal(step.name());
        String reason = ((Unknown) step.operation()).reason();
        int end = reason.indexOf(';');
        return new LayerCheck(
                step.name(),
                1,
                Double.NaN,
                signal.map(Measured.Signal::input).orElse(Double.NaN),
                signal.map(Measured.Signal::output).orElse(Double.NaN),
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Verdict.UNKNOWN,
                end < 0 ? reason : reason.substring(0, end));
    }

    private static Verdict verdict(List<LayerCheck> layers, List<Finding> findings) {
        if (!findings.isEmpty()) {
            return findings.get(0).verdict();
        }
        return layers.stream().anyMatch(layer -> layer.verdict() == Verdict.FINE)
                ? Verdict.FINE
                : Verdict.UNKNOWN;
    }

    /** What theory expects of the network as it is, with dropout off. */
    private List<LayerPlan> found() {
        if (inputMoment > 0) {
            try {
                return builder(Scheme.asFound()).optBatch(batch).build().layers();
            } catch (RuntimeException e) {
                // A block that takes no single batch, for example: then nothing is measured here.
                return moment(builder(Scheme.asFound())).build().layers();
            }
        }
        return builder(Scheme.asFound()).build().layers();
    }

    private InitializationPlanBuilder builder(Scheme scheme) {
        InitializationPlanBuilder builder =
                InitializationPlan.builder(network, batch.getShape())
                        .optScheme(scheme)
                        .optEngine(batch.getManager().getEngine().getEngineName());
        surroundings.dropouts().forEach(block -> builder.optKnown(block, new Dropping(1)));
        return builder;
    }

    private InitializationPlanBuilder moment(InitializationPlanBuilder builder) {
        return Double.isFinite(inputMoment) ? builder.optSecondMoment(inputMoment) : builder;
    }

    private List<LayerPlan> planned(Scheme scheme) {
        try {
            return moment(InitializationPlan.builder(network, batch.getShape()).optScheme(scheme))
                    .build()
                    .layers();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
