// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.PairList;

import java.util.Map;

/** One whole training step: forward, loss, backward, update by stochastic gradient descent. */
final class NetworkContestant implements Contestant {

    /** So small that no network changes while it is timed. */
    private static final float LEARNING_RATE = 1e-6f;

    private final Model model;
    private final Trainer trainer;
    private final NDArray input;
    private final NDArray labels;

    NetworkContestant(
            String engine, Block network, Shape inputShape, TrainingListener... listeners) {
        model = Model.newInstance("benchmark", engine);
        model.setBlock(network);
        trainer =
                model.newTrainer(
                        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                                .optOptimizer(
                                        Optimizer.sgd()
                                                .setLearningRateTracker(
                                                        Tracker.fixed(LEARNING_RATE))
                                                .build())
                                .addTrainingListeners(listeners));
        trainer.initialize(inputShape);
        NDManager manager = trainer.getManager();
        input = manager.randomNormal(inputShape);
        float[] classes = new float[(int) inputShape.get(0)];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = i % Network.CLASSES;
        }
        labels = manager.create(classes);
    }

    @Override
    public void run(int times) {
        for (int lap = 1; lap <= times; lap++) {
            try (NDManager step = trainer.getManager().newSubManager()) {
                input.tempAttach(step);
                labels.tempAttach(step);
                NDList truth = new NDList(labels);
                NDList data = new NDList(input);
                NDList predictions;
                try (GradientCollector collector = trainer.newGradientCollector()) {
                    predictions = trainer.forward(data, truth);
                    collector.backward(trainer.getLoss().evaluate(truth, predictions));
                }
                tellListeners(step, data, truth, predictions);
                trainer.step();
                if (lap == times) {
                    readLastUpdates();
                }
            }
        }
    }

    /** As EasyTrain does between the backward pass and the update. */
    private void tellListeners(NDManager step, NDList data, NDList truth, NDList predictions) {
        Batch batch = new Batch(step, data, truth, (int) input.getShape().get(0), null, null, 0, 0);
        Map<Device, NDList> labelsOfDevice = Map.of(input.getDevice(), truth);
        Map<Device, NDList> predictionsOfDevice = Map.of(input.getDevice(), predictions);
        trainer.notifyListeners(
                listener ->
                        listener.onTrainingBatch(
                                trainer,
                                new TrainingListener.BatchData(
                                        batch, labelsOfDevice, predictionsOfDevice)));
    }

    /** Updates run in the order of the parameters or against it: the biases at both ends. */
    private void readLastUpdates() {
        PairList<String, Parameter> parameters = model.getBlock().getParameters();
        parameters.valueAt(1).getArray().toFloatArray();
        parameters.valueAt(parameters.size() - 1).getArray().toFloatArray();
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
