package io.github.djlmaxout.examples.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;

import java.util.Optional;

/** The one place where experiments meet the library's initialization plans. */
final class PlannedInitialization {

    private PlannedInitialization() {}

    /** Applies a plan of this kind, with this seed, to a network. */
    static void apply(
            InitializationKind kind, Block network, Shape input, long seed, NDArray batch) {
        plan(kind, network, input, batch).withSeed(seed).apply(network);
    }

    /** Returns what a plan of this kind predicts for a network, if it predicts anything. */
    static Optional<Prediction> predict(
            InitializationKind kind, Block network, Shape input, NDArray batch) {
        if (kind == InitializationKind.DJL_DEFAULT || kind == InitializationKind.RELU_HE) {
            return Optional.empty();
        }
        InitializationPlan plan = plan(kind, network, input, batch);
        return Optional.of(
                new Prediction(
                        plan.layers().stream().map(LayerPlan::forward).toList(),
                        plan.layers().stream().map(LayerPlan::gradient).toList(),
                        plan.jacobian()));
    }

    private static InitializationPlan plan(
            InitializationKind kind, Block network, Shape input, NDArray batch) {
        InitializationPlan.Builder builder =
                InitializationPlan.builder(network, input)
                        .optScheme(scheme(kind, batch))
                        .optEngine(batch.getManager().getEngine().getEngineName());
        return kind == InitializationKind.MAXOUT_MEASURED
                ? builder.optBatch(batch).build()
                : builder.build();
    }

    private static Scheme scheme(InitializationKind kind, NDArray batch) {
        return switch (kind) {
            case MAXOUT, MAXOUT_MEASURED -> Scheme.maxout();
            case CRITICAL -> Scheme.critical();
            case DATA_DEPENDENT -> Scheme.dataDependent(batch);
            case SPHERE -> Scheme.sphere();
            case MANY_REGIONS -> Scheme.manyRegions();
            case FRACTIONAL_MOMENT -> Scheme.fractionalMoment(1);
            case HESSIAN_COMPROMISE -> Scheme.hessianCompromise();
            case WEIGHT_NORMALIZED -> Scheme.weightNormalized();
            case ORTHOGONAL -> Scheme.orthogonal();
            case DJL_DEFAULT, RELU_HE ->
                    throw new IllegalArgumentException(
                            kind.label() + " is not planned: the networks are built so");
        };
    }
}
