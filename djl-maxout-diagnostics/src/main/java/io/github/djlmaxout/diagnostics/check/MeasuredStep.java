// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.diagnostics.activation.Activations;
import io.github.djlmaxout.diagnostics.activation.Pieces;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.gradient.TrainingLoss;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.diagnostics.probe.LossSurface;
import io.github.djlmaxout.diagnostics.probe.NetworkParameters;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.ParameterSpan;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.diagnostics.weight.WeightNorms;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A step of a training that does not happen: forward, loss and backward on detached copies, in the
 * type of the network. What a listener measures at a step can be measured of it.
 */
final class MeasuredStep implements TrainingStep, AutoCloseable {

    private static final String LOSS = "The loss";
    private static final String GRADIENTS = "Gradients of the loss";
    private static final String SIGNALS = "What comes out of layers";

    private final NDManager manager;
    private final List<WatchedParameter> parameters;
    private final Map<String, NDArray> gradients = new HashMap<>();
    private final Optional<SeenLoss> loss;
    private final OptionalDouble value;
    private final BatchProbe probe;
    private final Function<String, Optional<LayerPlan>> plans;
    private final Set<String> troubles = new TreeSet<>();
    private boolean unmeasurable;

    private MeasuredStep(
            NDManager manager,
            Block network,
            BatchProbe probe,
            Statistics statistics,
            Function<String, Optional<LayerPlan>> plans,
            Optional<SeenLoss> loss) {
        this.manager = manager;
        parameters = NetworkParameters.of(network).parameters();
        this.probe = probe;
        this.plans = plans;
        this.loss = loss;
        Optional<LossSurface> surface =
                loss.flatMap(l -> tried(LOSS, () -> surface(l, statistics)));
        value =
                surface.flatMap(s -> tried(LOSS, () -> s.value(new double[s.dimension()])))
                        .map(OptionalDouble::of)
                        .orElse(OptionalDouble.empty());
        if (value.isPresent()) {
            surface.flatMap(s -> tried(GRADIENTS, () -> s.gradient(new double[s.dimension()])))
                    .ifPresent(entries -> keep(surface.get(), entries));
        }
    }

    /**
     * Measures; what cannot be had is told by {@link #troubles}.
     *
     * @param network the network, initialized
     * @param batch its input, and what it is to make of it if that is known
     * @param statistics what batch normalization takes
     * @param plans what is expected of the layers
     */
    static MeasuredStep of(
            Block network,
            Labelled batch,
            Statistics statistics,
            Function<String, Optional<LayerPlan>> plans) {
        NDManager manager = batch.data().head().getManager().newSubManager();
        try {
            BatchProbe probe =
                    BatchProbe.of(
                            network,
                            batch.data(),
                            batch.labels(),
                            batch.loss(),
                            Math.toIntExact(batch.data().head().getShape().get(0)),
                            statistics,
                            Map.of());
            return new MeasuredStep(
                    manager, network, probe, statistics, plans, batch.loss().map(SeenLoss::new));
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    private LossSurface surface(SeenLoss seen, Statistics statistics) {
        Set<Parameter> trained = Collections.newSetFromMap(new IdentityHashMap<>());
        parameters.stream()
                .filter(WatchedParameter::isTrained)
                .forEach(parameter -> trained.add(parameter.parameter()));
        return LossSurface.inOwnType(
                NetworkWalk.of(probe).withStatistics(statistics),
                probe.batch(),
                probe.labels(),
                seen,
                trained::contains);
    }

    private void keep(LossSurface surface, double... entries) {
        for (ParameterSpan span : surface.spans()) {
            double[] part = Arrays.copyOfRange(entries, span.offset(), span.end());
            for (WatchedParameter parameter : parameters) {
                if (parameter.parameter() == span.parameter()) {
                    NDArray array = manager.create(part, parameter.shape());
                    gradients.put(
                            parameter.name(),
                            parameter.parameter().getArray().getDataType() == DataType.FLOAT64
                                    ? array
                                    : array.toType(DataType.FLOAT32, false));
                }
            }
        }
    }

    /** All that is observed of the step by what a listener measures. */
    List<Observation> observe() {
        List<Quantity> quantities =
                new ArrayList<>(
                        List.of(
                                new TrainingLoss(),
                                new WeightNorms(),
                                new Activations(),
                                new Pieces()));
        if (seesGradients()) {
            quantities.add(new GradientNorms());
        }
        List<Observation> observations = new ArrayList<>();
        for (Quantity quantity : quantities) {
            tried(
                    SIGNALS,
                    () -> {
                        quantity.measure(this, observations::add);
                        return true;
                    });
        }
        return observations;
    }

    private <T> Optional<T> tried(String what, Supplier<T> work) {
        try {
            return Optional.of(work.get());
        } catch (RuntimeException e) {
            unmeasurable |= e instanceof NotMeasurableException;
            troubles.add(what + " cannot be had: " + reason(e));
            return Optional.empty();
        }
    }

    /** The first line: engines send stack traces of their own behind it. */
    private static String reason(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    }

    /** What could not be measured, and why. */
    Set<String> troubles() {
        return troubles;
    }

    /** Whether the network is one that must not be run, as it draws random numbers. */
    boolean isUnmeasurable() {
        return unmeasurable;
    }

    boolean seesGradients() {
        return !gradients.isEmpty();
    }

    boolean seesSignals() {
        boolean seen = tried(SIGNALS, () -> !probe.signals().isEmpty()).orElse(false);
        if (!seen) {
            unmeasurable |= probe.isRefused();
            probe.explanation().ifPresent(troubles::add);
        }
        return seen;
    }

    int outputs() {
        return loss.map(SeenLoss::outputs).orElse(0);
    }

    @Override
    public long number() {
        return 0;
    }

    @Override
    public OptionalDouble loss() {
        return value;
    }

    @Override
    public OptionalDouble lossOfGuessing() {
        return loss.map(SeenLoss::guessing).orElse(OptionalDouble.empty());
    }

    @Override
    public List<WatchedParameter> parameters() {
        return parameters;
    }

    @Override
    public NDArray gradient(WatchedParameter parameter) {
        return gradients.get(parameter.name());
    }

    @Override
    public NDArray value(WatchedParameter parameter) {
        return parameter.parameter().getArray();
    }

    @Override
    public Probe probe() {
        return probe;
    }

    @Override
    public Optional<LayerPlan> expected(String layer) {
        return plans.apply(layer);
    }

    @Override
    public void close() {
        probe.close();
        manager.close();
    }
}
