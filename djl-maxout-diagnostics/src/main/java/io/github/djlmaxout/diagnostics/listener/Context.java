// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.diagnostics.probe.GuessingLoss;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.InitializationPlanBuilder;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.network.Operation;

import java.io.Serial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** What quantities may ask beside gradients and weights: the probe, and what theory expects. */
final class Context implements AutoCloseable {

    private final Block network;
    private final Loss loss;
    private final int samples;
    private final Predicate<Block> unprobed;
    private final Notes notes;
    private final Map<String, LayerPlan> expectations = new HashMap<>();
    private BatchProbe probe;
    private OptionalDouble guessing;
    private String failure;

    private Context(Block network, Loss loss, Settings settings, Notes notes) {
        this.network = network;
        this.loss = loss;
        samples = settings.probeSamples();
        unprobed = settings.unprobed();
        this.notes = notes;
    }

    /**
     * Works out what theory expects of a network at its first step. Without a plan the network is
     * read, and its blocks run, only if something is to be measured that runs it anyway.
     */
    static Context of(Settings settings, Block network, Loss loss, HeardBatch first, Notes notes) {
        Context context = new Context(network, RecordedLoss.unwrapped(loss), settings, notes);
        boolean asFound =
                settings.plan().isEmpty() && settings.firstStep() == 0 && settings.runsNetwork();
        settings.plan()
                .or(() -> asFound ? context.asFound(first) : Optional.empty())
                .map(InitializationPlan::layers)
                .orElse(List.of())
                .forEach(layer -> context.expectations.put(layer.name(), layer));
        return context;
    }

    /**
     * What the network takes of a batch. DJL's recurrent blocks add their first states to the list
     * they are given, so behind a pass it may hold more.
     */
    private NDList inputs(HeardBatch batch) {
        NDList data = batch.data();
        Shape[] shapes = network.isInitialized() ? network.getInputShapes() : new Shape[0];
        return shapes.length == 1 && data.size() > 1 ? new NDList(data.head()) : data;
    }

    /** The weights of the first step are the first ones; those of a later step tell nothing. */
    private Optional<InitializationPlan> asFound(HeardBatch batch) {
        try {
            NDList data = inputs(batch);
            if (data.size() != 1 || !data.head().getDataType().isFloating()) {
                return Optional.empty();
            }
            InitializationPlanBuilder builder =
                    InitializationPlan.builder(network, data).optScheme(Scheme.asFound());
            Map<Block, Operation> left = BatchProbe.leftOut(network, unprobed);
            left.forEach(builder::optKnown);
            // A batch is sent through all blocks.
            return Optional.of((left.isEmpty() ? builder.optBatch(data.get(0)) : builder).build());
        } catch (RuntimeException | StackOverflowError e) {
            notes.say(SetupMessages.nothingExpected(reason(e)));
            return Optional.empty();
        }
    }

    /**
     * Returns the probe, with a part of the batch at which it is first asked for.
     *
     * @throws MissingProbeException if there is none: it says why once
     */
    Probe probe(HeardBatch batch) {
        if (probe == null && failure == null) {
            if (batch.data().isEmpty()) {
                String missing = batch.closed() ? SetupMessages.CLOSED : SetupMessages.NO_DATA;
                notes.say(missing);
                throw new MissingProbeException(missing);
            }
            try {
                probe =
                        BatchProbe.of(
                                network,
                                inputs(batch),
                                batch.labels(),
                                Optional.of(loss),
                                samples,
                                Statistics.BATCH,
                                Map.of(),
                                unprobed);
            } catch (RuntimeException | StackOverflowError e) {
                failure = SetupMessages.notProbed(reason(e));
                notes.say(failure);
            }
        }
        if (probe == null) {
            throw new MissingProbeException(failure);
        }
        return probe;
    }

    /** Returns the loss of guessing, found with the batch at which it is first asked for. */
    OptionalDouble lossOfGuessing(HeardBatch batch) {
        if (guessing == null) {
            Optional<NDList> labels = batch.answers().stream().findFirst();
            Optional<NDList> outputs = batch.predictions().stream().findFirst();
            if (labels.filter(HeardBatch::isClosed).isPresent()
                    || outputs.filter(HeardBatch::isClosed).isPresent()) {
                return OptionalDouble.empty();
            }
            guessing =
                    labels.isEmpty() || outputs.isEmpty()
                            ? OptionalDouble.empty()
                            : GuessingLoss.of(loss, labels.get(), outputs.get());
        }
        return guessing;
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    Optional<LayerPlan> expected(String layer) {
        return Optional.ofNullable(expectations.get(layer));
    }

    Notes notes() {
        return notes;
    }

    /** Frees what was made for one step. */
    void endStep() {
        if (probe != null) {
            probe.forget();
            probe.explanation().ifPresent(notes::say);
        }
    }

    @Override
    public void close() {
        if (probe != null) {
            probe.close();
        }
    }

    /** There is no probe at a step: the reason has been said, and what needs one waits. */
    static final class MissingProbeException extends IllegalStateException {

        @Serial private static final long serialVersionUID = 1;

        MissingProbeException(String reason) {
            super(reason);
        }
    }
}
