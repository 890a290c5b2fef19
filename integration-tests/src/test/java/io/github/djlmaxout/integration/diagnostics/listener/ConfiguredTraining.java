// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.translate.StackBatchifier;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * A small training of which a test chooses all: first weights and batches are the same for the same
 * network, whatever the engine, the type, the devices and the thread.
 */
final class ConfiguredTraining implements AutoCloseable {

    static final int SAMPLES = 8;
    static final int FEATURES = 6;
    static final int CLASSES = 3;

    private final Model model;
    private final Trainer trainer;
    private final DataType type;
    private final Random random = new Random(17);

    /**
     * Makes a trainer.
     *
     * @param network takes {@link #FEATURES} and has {@link #CLASSES} outputs
     */
    ConfiguredTraining(String engine, DataType type, Block network, DefaultTrainingConfig config) {
        this.type = type;
        model = Model.newInstance("configured", config.getDevices()[0], engine);
        model.setDataType(type);
        model.setBlock(network);
        try {
            trainer = model.newTrainer(config);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
        Random weights = new Random(5);
        network.setInitializer(
                (manager, shape, wanted) -> {
                    float[] values = new float[(int) shape.size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) weights.nextGaussian() / 2;
                    }
                    return manager.create(values, shape).toType(wanted, false);
                },
                Parameter.Type.WEIGHT);
        try {
            trainer.initialize(new Shape(SAMPLES, FEATURES));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static DefaultTrainingConfig config(Device... devices) {
        return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optDevices(devices.length == 0 ? new Device[] {Device.cpu()} : devices);
    }

    void steps(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    /** One batch of Gaussian inputs whose classes depend on their first values. */
    void step() {
        float[] x = new float[SAMPLES * FEATURES];
        float[] labels = new float[SAMPLES];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < SAMPLES; i++) {
            float first = x[i * FEATURES];
            labels[i] = first < -0.4 ? 0 : first < 0.4 ? 1 : 2;
        }
        NDManager manager = trainer.getManager().newSubManager();
        NDArray data = manager.create(x, new Shape(SAMPLES, FEATURES)).toType(type, false);
        NDArray truth = manager.create(labels, new Shape(SAMPLES));
        try (Batch batch =
                new Batch(
                        manager,
                        new NDList(data),
                        new NDList(truth),
                        SAMPLES,
                        new StackBatchifier(),
                        new StackBatchifier(),
                        0,
                        0)) {
            EasyTrain.trainBatch(trainer, batch);
            trainer.step();
        }
    }

    Trainer trainer() {
        return trainer;
    }

    /** All values of the network, as its own array has them. */
    Map<String, double[]> values() {
        Map<String, double[]> values = new LinkedHashMap<>();
        model.getBlock()
                .getParameters()
                .forEach(pair -> values.put(pair.getKey(), doubles(pair.getValue().getArray())));
        return values;
    }

    static double[] doubles(NDArray array) {
        try (NDArray wide = array.toType(DataType.FLOAT64, true)) {
            return wide.toDoubleArray();
        }
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
