// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.network.NetworkStructure;

import java.util.List;

/**
 * The first weights of a whole network: variance, law and bias of each layer, what they do to
 * signals and gradients, and the seed they are drawn from.
 *
 * <pre>{@code
 * InitializationPlan plan =
 *         InitializationPlan.of(network, new Shape(32, 1, 28, 28), Scheme.maxout()).withSeed(7);
 * System.out.println(plan);
 * plan.apply(network);
 * }</pre>
 *
 * <p>The plan finds the layers with weights in any block tree, and what follows each: a maximum
 * over pieces, an activation function, pooling, normalization, dropout. DJL's pools and activation
 * functions are opaque, so they are tried on an engine. What cannot be found out is printed as
 * unknown, and a layer in front of it is left alone; {@link InitializationPlanBuilder#optKnown}
 * tells the plan more.
 *
 * <p>Predicted moments are expectations over random weights, in training (dropout on), for an input
 * of the given second moment. For networks of maxout layers without biases and pools they are exact
 * at any width, before the rest is taken at large width. They hold for dense layers; convolutions
 * are treated as if the values of a patch had the mean square of the whole signal. Residual sums
 * and concatenations are followed. The correlation between the positions of a pooling window is
 * assumed, told, or measured on a batch. The gradients of convolutions in front of average pooling
 * are unknown; those of other convolutions are good to a factor of about two.
 *
 * <p>One seed gives the same weights on every engine: they are drawn on the JVM, each piece of each
 * layer from its own stream, and nothing is drawn from the engine. Plans are immutable.
 */
public final class InitializationPlan {

    private final PlanRequest request;
    private final PlanResult result;

    InitializationPlan(PlanRequest request) {
        this.request = request;
        this.result = PlanResult.of(request);
    }

    /**
     * Plans for a network, initialized or not, which stays as it is.
     *
     * @param network the network
     * @param input the shape of its input, with the batch as its first axis, as for {@code
     *     Trainer.initialize}
     * @param scheme how layers get their weights
     * @return the plan, with seed 0
     * @throws IllegalArgumentException if the network does not take such an input, or the scheme
     *     refuses it
     */
    public static InitializationPlan of(Block network, Shape input, Scheme scheme) {
        return builder(network, input).optScheme(scheme).build();
    }

    /**
     * Creates a builder, for all that {@link #of} takes for granted.
     *
     * @param network the network
     * @param input the shape of its input, with the batch as its first axis
     * @return a new builder
     */
    public static InitializationPlanBuilder builder(Block network, Shape input) {
        return new InitializationPlanBuilder(network, Reading.of(input));
    }

    /**
     * Plans for a network of any inputs, initialized or not, which stays as it is: several of them,
     * token ids, sequences.
     *
     * <p>Layers inside of blocks that cannot be followed are in the plan by name. They get weights
     * where it is known what comes after them: inside of sequences, and in DJL's own recurrent
     * layers, attention and transformer encoders. The others, and tables of embeddings, are left
     * alone, and the plan says why.
     *
     * @param network the network
     * @param scheme how layers get their weights
     * @param example the inputs that its {@code forward} method takes; only shapes and types
     *     matter, but for token ids, which must be valid. The arrays stay open
     * @return the plan, with seed 0
     * @throws IllegalArgumentException if the network does not take such inputs, or the scheme
     *     refuses it
     * @see NetworkStructure#read(Block, NDList)
     */
    public static InitializationPlan of(Block network, Scheme scheme, NDList example) {
        return builder(network, example).optScheme(scheme).build();
    }

    /**
     * Creates a builder, for all that {@link #of(Block, Scheme, NDList)} takes for granted.
     *
     * @param network the network
     * @param example the inputs that its {@code forward} method takes, of which a copy is kept
     * @return a new builder
     * @throws IllegalArgumentException if there are none
     */
    public static InitializationPlanBuilder builder(Block network, NDList example) {
        if (example.isEmpty()) {
            throw new IllegalArgumentException(
                    "The example holds no arrays, but needs one for each input of the network.");
        }
        return new InitializationPlanBuilder(network, Reading.of(example));
    }

    /**
     * Returns the plan with another seed; a plan that depends on data measures again.
     *
     * @param seed the seed of all weights
     * @return the plan
     */
    public InitializationPlan withSeed(long seed) {
        return new InitializationPlan(request.withSeed(seed));
    }

    /**
     * Gives a network its first weights.
     *
     * <p>Before {@code initialize}, the initializers of the planned parameters are set. Parameters
     * that are initialized already get new values as well, all or none. Do that before {@code
     * Trainer.initialize}: MXNet's trainer keeps the values it has seen and writes them back at the
     * first step.
     *
     * <p>{@code Model.newTrainer} sets the initializers of its training configuration. So {@code
     * config.optInitializer(.., Parameter.Type.WEIGHT)} wins over a plan that was applied before
     * {@code newTrainer} to a network without weights, and the plan wins if it is applied between
     * {@code newTrainer} and {@code Trainer.initialize}, or if the network had weights already.
     * Leave such a configuration out; {@link #differences} tells whether one won.
     *
     * @param network the planned network, or another one of the same layers
     * @throws IllegalArgumentException if the network has other layers than were planned
     * @throws IllegalStateException if a planned parameter is frozen; the network is then as it was
     * @throws UnsupportedOperationException for a plan of {@link Scheme#asFound()}
     */
    public void apply(Block network) {
        PlanApplication.apply(request, result, network);
    }

    /**
     * Returns the planned layers of an initialized network that have other weights: those whose
     * mean square differs from the planned variance by more than 5 percent and by more than six
     * standard errors of normal weights, {@code sqrt(2 / N)} of it each. At the start of training
     * these are layers whose plan was undone, such as by an initializer of the training
     * configuration.
     *
     * <p>Cost: the weights are read once.
     *
     * @param network the planned network, or another one of the same layers
     * @return the layers that differ, in the order of the plan; empty if the plan is in place.
     *     Layers without weights yet are not compared
     * @throws IllegalArgumentException if the network has other layers than were planned
     */
    public List<PlanDifference> differences(Block network) {
        return PlanApplication.differences(request, result, network);
    }

    /**
     * Returns the layers with weights, in the order of the signal; those inside of a block that
     * cannot be followed in the order of the block tree. A layer that is used several times has a
     * row for each use: the weights and their expected gradient, which is that of all uses
     * together, are those of the first of which it is known what follows.
     *
     * @return the layers, those that are left alone included
     */
    public List<LayerPlan> layers() {
        return result.layers();
    }

    /**
     * Returns the name of the scheme.
     *
     * @return the name, with its settings
     */
    public String schemeName() {
        return request.scheme().name();
    }

    /**
     * Returns the seed.
     *
     * @return the seed of all weights
     */
    public long seed() {
        return request.seed();
    }

    /**
     * Returns the second moment of the input that the predictions are for.
     *
     * @return the mean square of a value of the input
     */
    public double inputSecondMoment() {
        return request.secondMoment();
    }

    /**
     * Returns the predicted second moment of the Jacobian {@code J} of the output with respect to
     * the input.
     *
     * @return {@code E |J u|^2} for a random unit vector {@code u}; NaN if unknown
     */
    public double jacobian() {
        return result.jacobian();
    }

    /** Returns the plan as a table for people. */
    @Override
    public String toString() {
        return PlanTable.of(request, result);
    }

    /**
     * Returns the plan as JSON: what the table says in full precision, the engine, and the version
     * of the library where the jar tells it.
     *
     * @return a JSON object; unknown numbers are {@code null}
     */
    public String toJson() {
        return PlanJson.of(request, result);
    }
}
