package io.github.djlmaxout.diagnostics.probe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;

import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.List;

/** The way back through a network: gradients with respect to copies of its weights. */
final class Differentiation {

    private Differentiation() {}

    /**
     * Differentiates {@code sum(v * output)}.
     *
     * @param walker one that has not walked yet
     * @param known what the network is made of
     * @param input a copy of the input, which is made a leaf of the record
     * @param v the weights of the outputs
     */
    static WalkGradients of(Walker walker, NetworkStructure known, NDList input, NDArray v) {
        DetachedStore store = walker.store();
        List<NDArray> weights = new ArrayList<>();
        for (Step layer : known.layers()) {
            NDArray weight = store.of(((Weights) layer.operation()).weight());
            weight.setRequiresGradient(true);
            weights.add(weight);
        }
        NDArray x = input.singletonOrThrow();
        boolean real = x.getDataType().isFloating();
        if (real) {
            x.setRequiresGradient(true);
        }
        try (GradientCollector collector = collector(x.getManager().getEngine())) {
            NDArray output = output(walker, known, input);
            requireShape(output.getShape(), v.getShape());
            collector.backward(output.mul(v).sum());
        }
        List<LayerGradient> layers = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            String layer = known.layers().get(i).name();
            layers.add(new LayerGradient(layer, squaredNorm(weights.get(i))));
        }
        return new WalkGradients(layers, real ? squaredNorm(x) : Double.NaN);
    }

    private static NDArray output(Walker walker, NetworkStructure known, NDList input) {
        try {
            return walker.run(known.steps(), input).singletonOrThrow();
        } catch (RuntimeException e) {
            throw inEvaluationMode(e);
        }
    }

    static IllegalStateException inEvaluationMode(RuntimeException cause) {
        return new IllegalStateException(
                "The network cannot be differentiated in evaluation mode: " + cause.getMessage(),
                cause);
    }

    static void requireShape(Shape output, Shape cotangent) {
        if (!output.equals(cotangent)) {
            throw new IllegalArgumentException(
                    "The cotangent has the shape "
                            + cotangent
                            + ", but the output "
                            + output
                            + ": give it one number for each output.");
        }
    }

    static GradientCollector collector(Engine engine) {
        try {
            return engine.newGradientCollector();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "A gradient collector is open already, and engines have one at a time: run"
                            + " this outside of it, for instance in"
                            + " TrainingListener.onTrainingBatch.",
                    e);
        }
    }

    private static double squaredNorm(NDArray leaf) {
        try (NDArray gradient = leaf.getGradient();
                NDArray wide = gradient.toType(DataType.FLOAT64, true);
                NDArray squares = wide.square();
                NDArray sum = squares.sum()) {
            return sum.toDoubleArray()[0];
        }
    }
}
