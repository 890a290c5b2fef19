package io.github.djlmaxout.examples.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.XavierInitializer;

import io.github.djlmaxout.examples.model.ActivationKind;

import java.util.Locale;

/** How the weights of a network begin. */
public enum InitializationKind implements Initialization {
    /** DJL's default for every weight: normal, variance 2 / fan-in. */
    DJL_DEFAULT,
    /** ReLU in place of maxout, the same widths, He's variance 2 / fan-in, read-out 1 / fan-in. */
    RELU_HE,
    /** Variance 1 / (M(K) fan-in), 1 / (M(4K) fan-in) before a pool, read-out 1 / fan-in. */
    MAXOUT,
    /** The same, with the correlations in pooling windows measured on a batch. */
    MAXOUT_MEASURED,
    /** Variance 1 / fan-in with the bias that keeps activations. */
    CRITICAL,
    /** Variances measured on a batch. */
    DATA_DEPENDENT,
    /** Weights and biases of each unit's pieces on a sphere. */
    SPHERE,
    /** Weights and biases with many linear regions at the start. */
    MANY_REGIONS,
    /** Keeps the first moment of the norm. */
    FRACTIONAL_MOMENT,
    /** Between the variances that balance the Hessian's blocks. */
    HESSIAN_COMPROMISE,
    /** Each piece's weight vector of the same norm. */
    WEIGHT_NORMALIZED,
    /** Orthogonal weights. */
    ORTHOGONAL;

    /** Returns the activation of the network this is for. */
    public ActivationKind activation() {
        return this == RELU_HE ? ActivationKind.RELU : ActivationKind.MAXOUT;
    }

    @Override
    public void apply(Block network, Shape input, long seed, NDArray batch) {
        switch (this) {
            case DJL_DEFAULT ->
                    network.setInitializer(
                            new XavierInitializer(
                                    XavierInitializer.RandomType.GAUSSIAN,
                                    XavierInitializer.FactorType.IN,
                                    2),
                            Parameter.Type.WEIGHT);
            case RELU_HE -> {
                // The networks are built so.
            }
            default -> PlannedInitialization.apply(this, network, input, seed, batch);
        }
    }

    /** Returns the name on the command line and in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the kind of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static InitializationKind of(String label) {
        for (InitializationKind kind : values()) {
            if (kind.label().equalsIgnoreCase(label)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "no initialization is named "
                        + label
                        + ", expected one of "
                        + String.join(", ", labels()));
    }

    private static String[] labels() {
        String[] labels = new String[values().length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = values()[i].label();
        }
        return labels;
    }
}
