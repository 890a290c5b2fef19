// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.network.Operation;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A probe with a batch of its own, a copy of the first samples of a batch.
 *
 * <p>The first call of {@link #signals} runs the network, others share what it gave until {@link
 * #forget}. {@link #close} frees the batch too. Used by one thread at a time.
 *
 * <p>Foreign blocks are run once for each call that runs the network, and at the very first time
 * once more, in branches that become one in an unknown way twice: if the same input gives another
 * output then, because something draws or counts in evaluation mode, the probe is dropped for good
 * with one sentence in the log. So is what comes after a block that is about to draw from the
 * engine's random stream, which is seen before it does.
 */
public final class BatchProbe implements Probe, AutoCloseable {

    /** As many samples as are taken unless told otherwise. */
    public static final int DEFAULT_SAMPLES = 32;

    private static final Logger logger = LoggerFactory.getLogger(BatchProbe.class);

    private final NDManager manager;
    private final Block network;
    private final NDList batch;
    private final NDList labels;
    private final Optional<Loss> loss;
    private final NetworkWalk walk;
    private Optional<WalkSignals> current = Optional.empty();
    private boolean compared;
    private Optional<String> dropped = Optional.empty();
    private Optional<String> ending = Optional.empty();

    private BatchProbe(
            NDManager manager,
            Block network,
            NDList batch,
            NDList labels,
            Optional<Loss> loss,
            NetworkWalk walk) {
        this.manager = manager;
        this.network = network;
        this.batch = batch;
        this.labels = labels;
        this.loss = loss;
        this.walk = walk;
    }

    /**
     * Copies a batch without labels and reads the network.
     *
     * @param network the network, initialized
     * @param data the inputs of a batch, the samples along the first axis
     * @param samples how many of them to take at most, at least 1
     * @param statistics which mean and variance batch normalization takes
     * @param known what is known of blocks, see {@link NetworkWalk#of(Block, Map, Shape...)}
     * @return the probe, to be closed
     * @throws IllegalArgumentException if less than 1 sample is asked for, or the batch is empty
     */
    public static BatchProbe of(
            Block network,
            NDList data,
            int samples,
            Statistics statistics,
            Map<Block, Operation> known) {
        return of(network, data, new NDList(), Optional.empty(), samples, statistics, known);
    }

    /**
     * Copies a batch and reads the network, of which all blocks may be run.
     *
     * @param network the network, initialized
     * @param data the inputs of a batch, the samples along the first axis
     * @param labels its labels, may be empty; where there are several rows for each sample, as of
     *     the tokens of sentences, those of one sample stand together
     * @param loss what the network is trained with, if it is known
     * @param samples how many of them to take at most, at least 1
     * @param statistics which mean and variance batch normalization takes: the running ones show
     *     the network as it is used, and lag behind in the first steps of a training; those of the
     *     batch show it as it trains
     * @param known what is known of blocks, see {@link NetworkWalk#of(Block, Map, Shape...)}
     * @return the probe, to be closed
     * @throws IllegalArgumentException if less than 1 sample is asked for, or the batch is empty
     */
    public static BatchProbe of(
            Block network,
            NDList data,
            NDList labels,
            Optional<Loss> loss,
            int samples,
            Statistics statistics,
            Map<Block, Operation> known) {
        return of(network, data, labels, loss, samples, statistics, known, block -> false);
    }

    /**
     * Copies a batch and reads the network, of which some blocks are never to be run.
     *
     * @param network the network, initialized
     * @param data the inputs of a batch, the samples along the first axis
     * @param labels its labels, may be empty; where there are several rows for each sample, as of
     *     the tokens of sentences, those of one sample stand together
     * @param loss what the network is trained with, if it is known
     * @param samples how many of them to take at most, at least 1
     * @param statistics which mean and variance batch normalization takes
     * @param known what is known of blocks, see {@link NetworkWalk#of(Block, Map, Shape...)}
     * @param unprobed the blocks to leave out, see {@link NetworkWalk#without}
     * @return the probe, to be closed
     * @throws IllegalArgumentException if less than 1 sample is asked for, or the batch is empty
     */
    public static BatchProbe of(
            Block network,
            NDList data,
            NDList labels,
            Optional<Loss> loss,
            int samples,
            Statistics statistics,
            Map<Block, Operation> known,
            Predicate<Block> unprobed) {
        if (samples < 1) {
            throw new IllegalArgumentException(
                    "A probe of " + samples + " samples is asked for, but it needs at least 1.");
        }
        if (data.isEmpty() || data.stream().anyMatch(array -> array.size() == 0)) {
            throw new IllegalArgumentException(
                    "The batch has no samples, but a probe needs at least 1.");
        }
        NDManager manager = data.head().getManager().getEngine().newBaseManager();
        try {
            Shape first = data.head().getShape();
            long whole = first.dimension() == 0 ? 1 : first.get(0);
            NDList batch = SampleCut.first(data, whole, samples, manager);
            NDList answers = SampleCut.first(labels, whole, samples, manager);
            Shape[] shapes = batch.getShapes();
            NetworkWalk walk =
                    NetworkWalk.without(unprobed, network, known, shapes)
                            .withStatistics(statistics);
            return new BatchProbe(manager, network, batch, answers, loss, walk);
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    /** Returns what comes out of the layers, running the network if that is not yet known. */
    @Override
    public List<LayerSignal> signals() {
        if (dropped.isPresent()) {
            return List.of();
        }
        if (current.isEmpty()) {
            current = Optional.of(walk.forward(batch));
            compare(current.get());
        }
        return dropped.isPresent() ? List.of() : current.get().signals();
    }

    /** The first time, runs the network once more. */
    private void compare(WalkSignals first) {
        if (compared) {
            return;
        }
        compared = true;
        ending = first.ending();
        try (WalkSignals second = walk.forward(batch)) {
            dropped = Steadiness.difference(first, second);
        }
        dropped.or(() -> ending).ifPresent(logger::warn);
    }

    /** What reads and runs the network, which is known to give one output for one input. */
    NetworkWalk steadyWalk() {
        if (!compared) {
            signals();
            forget(); // whoever walks by himself has no use for them
        }
        dropped.or(() -> ending)
                .ifPresent(
                        sentence -> {
                            throw new NotMeasurableException(sentence);
                        });
        return walk;
    }

    @Override
    public Block network() {
        return network;
    }

    @Override
    public NDList batch() {
        return batch;
    }

    @Override
    public NDList labels() {
        return labels;
    }

    @Override
    public Optional<Loss> loss() {
        return loss;
    }

    /**
     * Returns what is to be said of blocks that are left out, wherever else a network is read.
     *
     * @param network the network
     * @param unprobed the blocks to leave out
     * @return those blocks, and those that would run them, as unknown
     */
    public static Map<Block, Operation> leftOut(Block network, Predicate<Block> unprobed) {
        return Unprobed.known(network, Map.of(), unprobed);
    }

    /** Frees the signals: the next call of {@link #signals} runs the network again. */
    public void forget() {
        current.ifPresent(WalkSignals::close);
        current = Optional.empty();
    }

    /**
     * Returns why signals are missing, which is known once the network has been run.
     *
     * @return the reason in a sentence; empty if all are there
     */
    public Optional<String> explanation() {
        return dropped.or(() -> ending);
    }

    /**
     * Tells whether signals are missing since a block must not be run, which is known once the
     * network has been run.
     *
     * @return false if all are there, or a block throws, as it does for a batch that does not fit
     */
    public boolean isRefused() {
        return explanation().filter(reason -> !reason.contains(Walker.THROWS)).isPresent();
    }

    /** Frees the signals and the batch. */
    @Override
    public void close() {
        forget();
        manager.close();
    }
}
