// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.translate.StackBatchifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A training that is under way, with one or more trainers. Its weights are drawn by the engine, its
 * examples on the JVM, both from the seed.
 */
public abstract class ZooTraining implements AutoCloseable {

    private final String engine;
    private final Random random;
    private final List<Model> models = new ArrayList<>();
    private final List<Trainer> trainers = new ArrayList<>();

    ZooTraining(String engine, long seed) {
        this.engine = engine;
        random = new Random(seed);
        Engine.getEngine(engine).setRandomSeed((int) seed);
    }

    /** Takes one step with each trainer. */
    public abstract void step();

    /** Takes some steps. */
    public final void steps(int number) {
        for (int i = 0; i < number; i++) {
            step();
        }
    }

    final Trainer train(
            Block network,
            Loss loss,
            Optimizer optimizer,
            List<Shape> inputs,
            List<? extends TrainingListener> listeners) {
        Model model = Model.newInstance("zoo", Device.cpu(), engine);
        models.add(model);
        model.setBlock(network);
        Trainer trainer =
                model.newTrainer(
                        new DefaultTrainingConfig(loss)
                                .optOptimizer(optimizer)
                                .optDevices(new Device[] {Device.cpu()})
                                .addTrainingListeners(listeners.toArray(TrainingListener[]::new)));
        trainers.add(trainer);
        trainer.initialize(inputs.toArray(Shape[]::new));
        return trainer;
    }

    final Random random() {
        return random;
    }

    final Batch batch(Trainer trainer, Examples.Source source) {
        var manager = trainer.getManager().newSubManager();
        Examples examples = source.next(manager, random);
        NDList data = examples.data();
        return new Batch(
                manager,
                data,
                examples.labels(),
                (int) data.head().size(0),
                new StackBatchifier(),
                new StackBatchifier(),
                0,
                0);
    }

    /** The trainers. */
    public final List<Trainer> trainers() {
        return List.copyOf(trainers);
    }

    /** The network of a trainer. */
    public final Block network(int trainer) {
        return models.get(trainer).getBlock();
    }

    /** Every value of every network, running statistics included, by its name. */
    public final Map<String, float[]> values() {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (int i = 0; i < models.size(); i++) {
            String prefix = i + " ";
            network(i)
                    .getParameters()
                    .forEach(
                            pair ->
                                    values.put(
                                            prefix + pair.getKey(),
                                            pair.getValue()
                                                    .getArray()
                                                    .toType(DataType.FLOAT32, true)
                                                    .toFloatArray()));
        }
        return values;
    }

    /** Whether two trainings ended at the same bits. */
    public static boolean areEqual(Map<String, float[]> a, Map<String, float[]> b) {
        return a.keySet().equals(b.keySet())
                && a.keySet().stream().allMatch(key -> Arrays.equals(a.get(key), b.get(key)));
    }

    @Override
    public final void close() {
        trainers.forEach(Trainer::close);
        models.forEach(Model::close);
    }
}
