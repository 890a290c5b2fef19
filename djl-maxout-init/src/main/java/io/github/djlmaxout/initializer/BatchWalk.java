// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.run.RefusedRunException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends a batch through a network, layer by layer, with the weights a plan would give, and measures
 * what comes out of each.
 *
 * <p>Nothing of the network is touched: blocks run in evaluation mode on values of a {@link
 * MappedStore}. Normalization acts as it does in the first training step.
 */
final class BatchWalk {

    private final Corrector corrector;
    private final LayerSeeds seeds;
    private final NDManager manager;
    private final Map<String, Measurement> measurements = new HashMap<>();

    private BatchWalk(Corrector corrector, LayerSeeds seeds, NDManager manager) {
        this.corrector = corrector;
        this.seeds = seeds;
        this.manager = manager;
    }

    /**
     * Walks and measures.
     *
     * @param sections the network
     * @param batch its input
     * @param corrector chooses for each layer, and corrects
     * @param seeds the seed of each layer
     * @param engine the name of the engine
     * @return what was measured, for all layers up to the first thing that cannot be run
     */
    static Map<String, Measurement> over(
            List<Section> sections,
            BatchValues batch,
            Corrector corrector,
            LayerSeeds seeds,
            String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            BatchWalk walk = new BatchWalk(corrector, seeds, manager);
            walk.through(sections, Optional.of(new Wave(batch.toArray(manager), 1)));
            return walk.measurements;
        }
    }

    /**
     * The batch at a place in the network.
     *
     * @param values its values, without dropout
     * @param keep the probability to keep a value since the last layer with weights
     */
    private record Wave(NDArray values, double keep) {}

    private Optional<Wave> through(List<Section> sections, Optional<Wave> start) {
        Optional<Wave> wave = start;
        for (Section section : sections) {
            if (wave.isEmpty()) {
                return wave;
            }
            if (section instanceof Stage stage) {
                wave = layer(stage, wave.get());
            } else if (section instanceof Fork fork) {
                wave = fork(fork, wave.get());
            } else {
                Step step =
                        section instanceof Inside inside ? inside.step() : ((Loose) section).step();
                wave = loose(step, wave.get());
            }
        }
        return wave;
    }

    private Optional<Wave> layer(Stage stage, Wave in) {
        LayerOnBatch layer = new LayerOnBatch(stage, in.values(), in.keep(), seeds.of(stage));
        Measurement measurement = corrector.measure(layer);
        if (measurement.choice().leavesAlone()) {
            return Optional.empty();
        }
        measurements.put(stage.name(), measurement);
        NDArray values = layer.activations(measurement.choice(), manager);
        for (Step step : stage.steps().subList(layer.measuredSteps(), stage.steps().size())) {
            values = new MappedStore(manager).run(step, values);
        }
        return Optional.of(new Wave(values, stage.keep()));
    }

    private Optional<Wave> loose(Step step, Wave in) {
        if (step.operation() instanceof Unknown && !step.block().isInitialized()) {
            return Optional.empty();
        }
        double keep = in.keep();
        if (step.operation() instanceof Dropping dropping) {
            keep *= dropping.keep();
        } else if (step.operation() instanceof Normalization) {
            keep = 1;
        }
        try {
            NDList outputs = new MappedStore(manager).outputs(step, in.values());
            return outputs.size() == 1
                    ? Optional.of(new Wave(outputs.head(), keep))
                    : Optional.empty();
        } catch (RefusedRunException e) {
            return Optional.empty();
        }
    }

    private Optional<Wave> fork(Fork fork, Wave in) {
        NDList outputs = new NDList();
        for (List<Section> branch : fork.branches()) {
            Optional<Wave> output = through(branch, Optional.of(in));
            if (output.isEmpty()) {
                return output;
            }
            outputs.add(output.get().values());
        }
        if (fork.combination() == Branches.Combination.UNKNOWN) {
            return Optional.empty();
        }
        if (fork.combination() == Branches.Combination.CONCATENATION) {
            return Optional.of(new Wave(NDArrays.concat(outputs, 1), 1));
        }
        NDArray sum = NDArrays.add(outputs.toArray(new NDArray[0]));
        if (fork.combination() == Branches.Combination.MEAN) {
            sum = sum.div(outputs.size());
        }
        return Optional.of(new Wave(sum, 1));
    }
}
