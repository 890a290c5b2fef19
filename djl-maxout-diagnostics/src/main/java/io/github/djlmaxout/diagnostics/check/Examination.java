// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.norm.BatchNorm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.InitializationPlanBuilder;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A network on the couch: what is known of it, what was measured, and what follows. */
final class Examination {

    private final Block network;
    private final NDArray batch;
    private final double inputMoment;
    private final NetworkWalk walk;
    private final Surroundings surroundings;

    private final Statistics statistics;

    private Examination(
            Block network, NDArray batch, double inputMoment, NetworkWalk walk, List<Step> steps) {
        this.network = network;
        this.batch = batch;
        this.inputMoment = inputMoment;
        statistics = isItsOwnMean(steps) ? Statistics.RUNNING : Statistics.BATCH;
        this.walk = walk.withStatistics(statistics);
        surroundings = new Surroundings(steps);
    }

    /** Whether a batch normalization gets a single value of each channel, which leaves it 0. */
    private static boolean isItsOwnMean(List<Step> steps) {
        for (Step step : steps) {
            boolean found =
                    step.operation() instanceof Branches branches
                            ? branches.branches().stream().anyMatch(Examination::isItsOwnMean)
                            : step.block() instanceof BatchNorm
                                    && step.input().dimension() > 1
                                    && step.input().size() == step.input().get(1);
            if (found) {
                return true;
            }
        }
        return false;
    }

    /** See {@link SignalCheck#run(Block, NDList, int, long)}. */
    static SignalCheck of(Block network, Labelled labelled, int draws, long seed) {
        Requirements.initialized(network);
        Requirements.draws(draws);
        NDArray batch = Requirements.inputs(labelled.data(), network);
        Requirements.engine(batch, network);
        boolean plain = labelled.data().size() == 1 && batch.getDataType().isFloating();
        if (plain) {
            Requirements.type(batch, network);
        }
        NetworkWalk walk = NetworkWalk.of(network, labelled.data().getShapes());
        Optional<NetworkStructure> structure = walk.structure();
        if (!plain || structure.isEmpty()) {
            return UnreadNetwork.of(network, labelled, walk.explanation().orElse(""), draws, seed);
        }
        SampleValues values = SampleValues.of(batch);
        Requirements.finite(values);
        try {
            return new Examination(
                            network, batch, values.secondMoment(), walk, structure.get().steps())
                    .examine(labelled, draws, seed);
        } catch (NotMeasurableException e) {
            // Of a network that draws random numbers nothing is known, and nothing is wrong with
            // it.
            return UnreadNetwork.of(network, labelled, "", draws, seed);
        }
    }

    private SignalCheck examine(Labelled labelled, int draws, long seed) {
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
        OneStepRules rules =
                OneStepRules.of(
                        network,
                        labelled,
                        statistics,
                        name -> Optional.ofNullable(expected.get(name)));
        Map<String, LayerCheck> inside = UnreadNetwork.rows(network, rules);
        List<LayerCheck> rows = new ArrayList<>();
        for (String name : surroundings.names()) {
            LayerCheck row = judged(checks.get(name), rules);
            rows.add(row);
            if (row.verdict().equals(Verdict.UNKNOWN)) {
                rows.addAll(inside(name, inside, checks.keySet()));
            }
        }
        List<Alarm> findings = rules.added(conclusions.findings());
        findings.sort(Comparator.comparing(Alarm::kind).reversed());
        boolean differentiated =
                rules.seesGradients()
                        || layers.stream().anyMatch(layer -> layer.gradient().isPresent());
        return new SignalCheck(
                rows,
                findings,
                verdict(rows, findings, differentiated),
                note(measured, rules, labelled),
                batch.getShape(),
                inputMoment,
                draws,
                seed,
                rules.loss(),
                rules.guessing());
    }

    /** What was seen of the layers in a block that cannot be followed. */
    private List<LayerCheck> inside(
            String block, Map<String, LayerCheck> layers, Set<String> known) {
        boolean whole = surroundings.names().size() == 1;
        return layers.values().stream()
                .filter(layer -> !known.contains(layer.name()))
                .filter(layer -> whole || layer.name().startsWith(block + "/"))
                .filter(layer -> !Double.isNaN(layer.forward()))
                .toList();
    }

    private static LayerCheck judged(LayerCheck row, OneStepRules rules) {
        return row.verdict().equals(Verdict.FINE)
                ? rules.of(row.name()).map(row::judged).orElse(row)
                : row;
    }

    private String note(Measurements measured, OneStepRules rules, Labelled labelled) {
        List<String> notes = new ArrayList<>();
        notes.add(measured.note());
        if (labelled.loss().isPresent()) {
            notes.addAll(rules.troubles());
        }
        if (statistics == Statistics.RUNNING) {
            notes.add(
                    "One sample is its own mean: batch normalization takes its running statistics,"
                            + " and two samples would tell more");
        }
        return Wording.sentences(notes.toArray(String[]::new));
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

    /** Fine is only what was seen forwards and backwards. */
    private static Verdict verdict(
            List<LayerCheck> layers, List<Alarm> findings, boolean differentiated) {
        if (!findings.isEmpty()) {
            return Verdict.of(findings.get(0).kind());
        }
        return differentiated
                        && layers.stream().anyMatch(layer -> layer.verdict().equals(Verdict.FINE))
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
