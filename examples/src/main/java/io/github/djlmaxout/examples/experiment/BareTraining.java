// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;

import io.github.djlmaxout.examples.data.FirstBatch;
import io.github.djlmaxout.examples.data.InputNormalization;
import io.github.djlmaxout.examples.data.SampleBatches;
import io.github.djlmaxout.examples.data.Seeds;
import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.train.StopRequest;
import io.github.djlmaxout.examples.train.Tally;

import java.util.ArrayList;
import java.util.List;

/**
 * A training loop with nothing in it but the passes and the updates: no trainer, no evaluators, no
 * checkpoint. A loss that is not finite ends it and is a result.
 */
public final class BareTraining implements AutoCloseable {

    private static final long WEIGHTS = 13;
    private static final int TEST_BATCH = 500;

    private final NDManager manager;
    private final Engine engine;
    private final Block network;
    private final TrainingData data;
    private final InputNormalization normalization;
    private final Optimizer optimizer;
    private final int batchSize;
    private final long seed;
    private final ParameterStore store;
    private final List<Parameter> trained = new ArrayList<>();
    private int updates;
    private boolean diverged;

    /** What is told how a run goes on. */
    public interface Watch {

        /**
         * Told after each update.
         *
         * @param epoch the epoch, from 1
         * @param done the updates made in it
         * @param all its updates
         * @param loss the loss of the batch
         */
        void update(int epoch, int done, int all, double loss);

        /** Told after each epoch. */
        void epoch(int epoch, EpochScore score);
    }

    /**
     * Initializes a network for training.
     *
     * @param engineName the engine
     * @param network the network, not yet initialized
     * @param initialization how its weights begin
     * @param data the samples
     * @param normalization applied to every sample
     * @param optimizer makes the updates
     * @param batchSize the samples of an update
     * @param seed the seed of the weights and of the order of the samples
     */
    public BareTraining(
            String engineName,
            Block network,
            Initialization initialization,
            TrainingData data,
            InputNormalization normalization,
            Optimizer optimizer,
            int batchSize,
            long seed) {
        this.network = network;
        this.data = data;
        this.normalization = normalization;
        this.optimizer = optimizer;
        this.batchSize = batchSize;
        this.seed = seed;
        engine = Engine.getEngine(engineName);
        long weights = Seeds.derive(seed, WEIGHTS);
        engine.setRandomSeed((int) weights & Integer.MAX_VALUE);
        manager = NDManager.newBaseManager(Device.cpu(), engineName);
        store = new ParameterStore(manager, false);
        try {
            Shape shape = new Shape(batchSize).addAll(data.train().shape());
            try (NDArray first = FirstBatch.of(data.train(), normalization, manager)) {
                initialization.apply(network, shape, weights, first);
            }
            network.initialize(manager, DataType.FLOAT32, shape);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
        for (Parameter parameter : network.getParameters().values()) {
            if (parameter.requiresGradient()) {
                parameter.getArray().setRequiresGradient(true);
                trained.add(parameter);
            }
        }
    }

    /**
     * Trains for some epochs.
     *
     * @param epochs how many
     * @param watch told how it goes on
     * @param stop asked after each update; the epoch it ends in is not among the results
     * @return the epochs; fewer if it was stopped or has diverged
     */
    public List<EpochScore> run(int epochs, Watch watch, StopRequest stop) {
        List<EpochScore> scores = new ArrayList<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            long start = System.nanoTime();
            SampleBatches pass =
                    SampleBatches.shuffled(
                            data.train(), normalization, null, batchSize, seed, epoch);
            double sum = 0;
            int done = 0;
            for (Batch batch : pass.getData(manager)) {
                double loss;
                try (batch) {
                    loss = update(batch);
                }
                if (!Double.isFinite(loss)) {
                    diverged = true;
                    return scores;
                }
                sum += loss;
                watch.update(epoch + 1, ++done, pass.batches(), loss);
                if (stop.stopNow()) {
                    return scores;
                }
            }
            Tally test = test();
            if (!Double.isFinite(test.loss())) {
                diverged = true;
                return scores;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            scores.add(new EpochScore(sum / done, test.meanLoss(), test.accuracy(), seconds));
            watch.epoch(epoch + 1, scores.get(epoch));
        }
        return scores;
    }

    /** Returns whether a loss was not finite. */
    public boolean diverged() {
        return diverged;
    }

    /** Returns how many updates were made. */
    public int updates() {
        return updates;
    }

    /** Returns the number of trained values. */
    public long parameters() {
        return trained.stream().mapToLong(p -> p.getShape().size()).sum();
    }

    @Override
    public void close() {
        manager.close();
    }

    private double update(Batch batch) {
        double loss;
        try (GradientCollector collector = engine.newGradientCollector()) {
            NDList outputs = network.forward(store, batch.getData(), true);
            NDArray mean = Loss.softmaxCrossEntropyLoss().evaluate(batch.getLabels(), outputs);
            collector.backward(mean);
            loss = mean.toFloatArray()[0];
        }
        if (Double.isFinite(loss)) {
            for (Parameter parameter : trained) {
                try (NDArray gradient = parameter.getArray().getGradient()) {
                    optimizer.update(parameter.getId(), parameter.getArray(), gradient);
                }
            }
            updates++;
        }
        return loss;
    }

    private Tally test() {
        Tally tally = Tally.NONE;
        SampleBatches pass = SampleBatches.inOrder(data.test(), normalization, TEST_BATCH);
        for (Batch batch : pass.getData(manager)) {
            try (batch) {
                NDArray logits = network.forward(store, batch.getData(), false).head();
                tally = tally.plus(logits.toFloatArray(), batch.getLabels().head().toFloatArray());
            }
        }
        return tally;
    }
}
