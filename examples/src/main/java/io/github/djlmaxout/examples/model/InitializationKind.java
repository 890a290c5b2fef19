// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.XavierInitializer;

import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.InitializationPlanBuilder;
import io.github.djlmaxout.initializer.Scheme;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How the weights of a network begin. */
public enum InitializationKind {
    /** DJL's default for every weight: normal, variance 2 / fan-in. Drawn by the engine. */
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

    /** Those that do not ask for a network of their own. */
    public static final Set<InitializationKind> OF_ANY_NETWORK =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(RELU_HE)));

    /** Returns the activation of the network this is for. */
    public ActivationKind activation() {
        return this == RELU_HE ? ActivationKind.RELU : ActivationKind.MAXOUT;
    }

    /**
     * Plans the first weights of a network.
     *
     * @param network the network, which stays as it is
     * @param input the shape of a batch
     * @param seed the seed of the weights
     * @param batch training samples as the network will see them, for the kinds that measure
     * @return the plan; none for {@link #DJL_DEFAULT}
     */
    public Optional<InitializationPlan> plan(Block network, Shape input, long seed, NDArray batch) {
        return scheme(batch).map(scheme -> plan(scheme, network, input, seed, batch));
    }

    /**
     * Prepares a network that is not initialized yet; {@code Block.initialize} then makes the
     * weights.
     *
     * @param network the network
     * @param input the shape of a batch
     * @param seed the seed of the weights; the caller seeds the engine as well, for {@link
     *     #DJL_DEFAULT}
     * @param batch training samples as the network will see them
     * @return the plan of the weights; none for {@link #DJL_DEFAULT}
     */
    public Optional<InitializationPlan> apply(
            Block network, Shape input, long seed, NDArray batch) {
        Optional<InitializationPlan> plan = plan(network, input, seed, batch);
        plan.ifPresentOrElse(found -> found.apply(network), () -> applyDefault(network));
        return plan;
    }

    private InitializationPlan plan(
            Scheme scheme, Block network, Shape input, long seed, NDArray batch) {
        InitializationPlanBuilder builder =
                InitializationPlan.builder(network, input)
                        .optScheme(scheme)
                        .optSeed(seed)
                        .optEngine(batch.getManager().getEngine().getEngineName());
        return this == MAXOUT_MEASURED ? builder.optBatch(batch).build() : builder.build();
    }

    private Optional<Scheme> scheme(NDArray batch) {
        return switch (this) {
            case DJL_DEFAULT -> Optional.empty();
            case MAXOUT, MAXOUT_MEASURED, RELU_HE -> Optional.of(Scheme.maxout());
            case CRITICAL -> Optional.of(Scheme.critical());
            case DATA_DEPENDENT -> Optional.of(Scheme.dataDependent(batch));
            case SPHERE -> Optional.of(Scheme.sphere());
            case MANY_REGIONS -> Optional.of(Scheme.manyRegions());
            case FRACTIONAL_MOMENT -> Optional.of(Scheme.fractionalMoment(1));
            case HESSIAN_COMPROMISE -> Optional.of(Scheme.hessianCompromise());
            case WEIGHT_NORMALIZED -> Optional.of(Scheme.weightNormalized());
            case ORTHOGONAL -> Optional.of(Scheme.orthogonal());
        };
    }

    /** Every weight, also that of a maxout layer, which by itself has another default. */
    private static void applyDefault(Block network) {
        network.setInitializer(
                new XavierInitializer(
                        XavierInitializer.RandomType.GAUSSIAN, XavierInitializer.FactorType.IN, 2),
                Parameter.Type.WEIGHT);
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
        return of(label, EnumSet.allOf(InitializationKind.class));
    }

    /**
     * Returns the one of some kinds that has a name.
     *
     * @throws IllegalArgumentException if none of them has it
     */
    public static InitializationKind of(String label, Collection<InitializationKind> among) {
        return among.stream()
                .filter(kind -> kind.label().equalsIgnoreCase(label))
                .findAny()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no initialization is named "
                                                + label
                                                + ", expected one of "
                                                + among.stream()
                                                        .sorted()
                                                        .map(InitializationKind::label)
                                                        .collect(Collectors.joining(", "))));
    }
}
