package io.github.djlmaxout.examples.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import java.util.Optional;

/**
 * The one place where experiments meet the library's initialization plans.
 *
 * <p>TO BE WIRED to {@code InitializationPlan}: {@link #apply} for every kind but DJL's default and
 * ReLU, {@link #predict} from the plan's layers.
 */
final class PlannedInitialization {

    private PlannedInitialization() {}

    /** Applies a plan of this kind, with this seed, to a network. */
    static void apply(
            InitializationKind kind, Block network, Shape input, long seed, NDArray batch) {
        // InitializationPlan.of(network, input, scheme(kind, batch)).withSeed(seed).apply(network)
        if (kind != InitializationKind.MAXOUT) { // the networks are built so
            throw new UnsupportedOperationException(kind.label() + " is not wired to a plan yet");
        }
    }

    /** Returns what a plan of this kind predicts for a network, if it predicts anything. */
    static Optional<Prediction> predict(
            InitializationKind kind, Block network, Shape input, NDArray batch) {
        // new Prediction(each layer's forward(), each layer's gradient(), plan.jacobian())
        return Optional.empty();
    }
}
