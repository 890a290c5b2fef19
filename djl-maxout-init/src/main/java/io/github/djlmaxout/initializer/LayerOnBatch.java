// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.Pooling;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.nn.MaxoutLayer;

import java.util.List;

/** A layer, its input from a batch, and what comes out of it with weights of one's choice. */
final class LayerOnBatch {

    private final Stage stage;
    private final NDArray input;
    private final double keep;
    private final LayerSeeds.LayerSeed seed;

    LayerOnBatch(Stage stage, NDArray input, double keep, LayerSeeds.LayerSeed seed) {
        this.stage = stage;
        // Over random weights, dropout does no more than this to a pre-activation.
        this.input = keep < 1 ? input.mul(1 / Math.sqrt(keep)) : input;
        this.keep = keep;
        this.seed = seed;
    }

    Stage stage() {
        return stage;
    }

    /** The probability to keep a value of the input in training. */
    double keep() {
        return keep;
    }

    /** The second moment of the input in training: dropout divides it by {@link #keep}. */
    double inputMoment() {
        return BatchValues.secondMoment(input.toFloatArray());
    }

    /** The steps up to the last that changes the size of what is measured. */
    int measuredSteps() {
        int steps = stage.steps().size();
        while (steps > 1) {
            Operation last = stage.steps().get(steps - 1).operation();
            boolean after =
                    last instanceof Dropping
                            || (last instanceof Normalization && stage.normalizedAfter());
            if (after) {
                steps--;
            } else {
                return steps;
            }
        }
        return steps;
    }

    /** The activations behind the layer and its pool. */
    float[] activations(Choice choice) {
        try (NDManager scratch = input.getManager().newSubManager()) {
            return activations(choice, scratch).toFloatArray();
        }
    }

    /** The activations behind the layer and its pool, attached to a manager. */
    NDArray activations(Choice choice, NDManager manager) {
        try (NDManager scratch = input.getManager().newSubManager()) {
            MappedStore store = store(choice, scratch);
            NDArray values = input;
            for (Step step : stage.steps().subList(0, measuredSteps())) {
                values = store.run(step, values);
            }
            values.attach(manager);
            return values;
        }
    }

    private MappedStore store(Choice choice, NDManager scratch) {
        MappedStore store = new MappedStore(scratch);
        Weights weights = stage.weights();
        if (choice.distribution() == Distribution.FOUND) {
            // The store copies what the parameters are by itself.
            if (choice.bias() == 0 && choice.biasVariance() == 0) {
                weights.bias()
                        .ifPresent(
                                bias ->
                                        store.put(
                                                bias,
                                                scratch.zeros(
                                                        new Shape(weights.weightShape().get(0)))));
            }
            return store;
        }
        LayerInitializers initializers = LayerInitializers.of(stage, choice, seed);
        store.put(
                weights.weight(),
                initializers.weight().initialize(scratch, weights.weightShape(), DataType.FLOAT32));
        weights.bias()
                .ifPresent(
                        bias ->
                                store.put(
                                        bias,
                                        initializers
                                                .bias()
                                                .initialize(
                                                        scratch,
                                                        new Shape(weights.weightShape().get(0)),
                                                        DataType.FLOAT32)));
        return store;
    }

    /**
     * The correlation between the positions of a pooling window before the maximum: with the sum
     * {@code T} of the {@code P} values of a window, {@code E T^2 = P (1 + (P - 1) r) E z^2}. The
     * assumed one where there is nothing to measure.
     */
    double correlation(Choice choice) {
        Shape window = window();
        if (window == null) {
            return 0;
        }
        try (NDManager scratch = input.getManager().newSubManager()) {
            MappedStore store = store(choice.withoutBias(), scratch);
            NDArray z =
                    stage.step().block() instanceof MaxoutLayer layer
                            ? layer.preActivations(store, input, false)
                            : store.run(stage.step(), input);
            z.attach(scratch);
            double r = WindowCorrelation.of(z.toFloatArray(), z.getShape(), window);
            return Double.isNaN(r) ? Correlations.assumed(stage) : r;
        }
    }

    private Shape window() {
        List<Step> steps = stage.steps();
        for (Step step : steps) {
            if (step.operation() instanceof Pooling pooling) {
                return pooling.window();
            }
        }
        return null;
    }
}
