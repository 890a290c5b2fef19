// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;

import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Operation;

import java.util.IdentityHashMap;
import java.util.Optional;

/** Builds an {@link InitializationPlan}. */
public final class InitializationPlanBuilder {

    private final Block network;
    private final Reading reading;
    private final IdentityHashMap<Block, Operation> known = new IdentityHashMap<>();
    private Scheme scheme = Scheme.maxout();
    private String engine;
    private long seed;
    private Double secondMoment;
    private double correlation = Correlations.UNTOLD;
    private BatchValues batch;

    InitializationPlanBuilder(Block network, Reading reading) {
        this.network = network;
        this.reading = reading;
    }

    /**
     * Sets how layers get their weights (default: {@link Scheme#maxout()}).
     *
     * @param scheme the scheme
     * @return this builder
     */
    public InitializationPlanBuilder optScheme(Scheme scheme) {
        this.scheme = scheme;
        return this;
    }

    /**
     * Sets the seed of all weights (default: 0).
     *
     * @param seed the seed
     * @return this builder
     */
    public InitializationPlanBuilder optSeed(long seed) {
        this.seed = seed;
        return this;
    }

    /**
     * Sets the engine on which blocks are tried (default: that of the network's parameters, or
     * DJL's default engine).
     *
     * @param engine the name, such as {@code PyTorch}
     * @return this builder
     */
    public InitializationPlanBuilder optEngine(String engine) {
        this.engine = engine;
        return this;
    }

    /**
     * Tells what a block does, which then is not tried.
     *
     * @param block a block of the network
     * @param operation what it does to a signal
     * @return this builder
     */
    public InitializationPlanBuilder optKnown(Block block, Operation operation) {
        known.put(block, operation);
        return this;
    }

    /**
     * Sets the second moment of the input, the mean square of its values (default: that of the
     * batch, or else the one of the scheme, or else 1).
     *
     * @param moment the second moment, positive
     * @return this builder
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public InitializationPlanBuilder optSecondMoment(double moment) {
        if (!(moment > 0 && Double.isFinite(moment))) {
            throw new IllegalArgumentException(
                    "The second moment of the input is "
                            + moment
                            + ", but must be positive and finite.");
        }
        secondMoment = moment;
        return this;
    }

    /**
     * Sets the correlation that the positions of a pooling window have before the maximum.
     *
     * <p>The default is 0 for maxout layers, as in the code of Tseran and Montufar (2023), and 1
     * for others, so that ReLU has He's variance. Images have 0.5 and more: measure it with {@link
     * #optBatch}.
     *
     * @param correlation the correlation, in [0, 1]
     * @return this builder
     * @throws IllegalArgumentException if it is outside [0, 1]
     */
    public InitializationPlanBuilder optCorrelation(double correlation) {
        if (!(correlation >= 0 && correlation <= 1)) {
            throw new IllegalArgumentException(
                    "The correlation is " + correlation + ", but must be in [0, 1].");
        }
        this.correlation = correlation;
        return this;
    }

    /**
     * Sets inputs on which the second moment of the input and the correlations in pooling windows
     * are measured. Only their values are kept. {@link Scheme#dataDependent} has a batch of its
     * own.
     *
     * @param batch inputs of the network
     * @return this builder
     * @throws IllegalArgumentException if the batch is empty, all zero, or holds NaN or infinity
     */
    public InitializationPlanBuilder optBatch(NDArray batch) {
        this.batch = BatchValues.of(batch);
        return this;
    }

    /**
     * Builds the plan.
     *
     * @return the plan
     * @throws IllegalArgumentException if the network does not take the input or the batch, or the
     *     scheme refuses it, or there are two batches
     */
    public InitializationPlan build() {
        Optional<BatchValues> values = Optional.ofNullable(batch);
        if (scheme instanceof DataDependentScheme dependent) {
            if (batch != null) {
                throw new IllegalArgumentException(
                        "The scheme "
                                + scheme.name()
                                + " has a batch of shape "
                                + dependent.batch().shape()
                                + " of its own, but optBatch gives another of shape "
                                + batch.shape()
                                + ": leave out optBatch.");
            }
            values = Optional.of(dependent.batch());
        }
        String named = engine == null ? NetworkStructure.engineOf(network) : engine;
        NetworkStructure structure = reading.read(network, named, known);
        double moment =
                secondMoment != null
                        ? secondMoment
                        : values.map(BatchValues::secondMoment)
                                .orElseGet(scheme::inputSecondMoment);
        InitializationPlan plan =
                new InitializationPlan(
                        new PlanRequest(
                                network,
                                reading,
                                structure.steps(),
                                scheme,
                                named,
                                seed,
                                moment,
                                correlation,
                                values));
        plan.layers().forEach(this::requireDirections);
        return plan;
    }

    /** On a line there are two directions, and pieces would be equal. */
    private void requireDirections(LayerPlan layer) {
        boolean ofOneLength =
                layer.distribution() == Distribution.ORTHOGONAL
                        || layer.distribution() == Distribution.WEIGHT_NORM;
        if (ofOneLength && layer.fanIn() < 2) {
            throw new IllegalArgumentException(
                    layer.name()
                            + " has 1 input, so weight vectors of one length can only be equal or"
                            + " opposite, but the scheme "
                            + scheme.name()
                            + " needs at least 2: take Scheme.maxout() for this network.");
        }
    }
}
