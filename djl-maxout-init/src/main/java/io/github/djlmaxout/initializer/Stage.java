// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.List;
import java.util.Optional;

/**
 * A layer with weights and all that follows it until the next one: what has to be known to choose
 * its variance, and what a signal goes through.
 *
 * <p>The order is: weights, normalization, maximum over pieces, activation function, max-pooling,
 * normalization, another activation function, more max-pooling, average pooling, normalization,
 * dropout; most are absent most of the time.
 *
 * @param steps the steps, the one with the weights first
 * @param pieces the number of pieces, of the layer itself or of a maximum behind it
 * @param layout how the rows of the pieces are stacked
 * @param before the normalization of the pre-activations
 * @param function the activation function; the identity if there is none
 * @param between the normalization of the activations where more than dropout follows it
 * @param later the activation function after that; the identity if there is none
 * @param maxPositions the positions of a window of max-pooling in all, 1 without
 * @param averagePositions the positions of a window of average pooling, 1 without
 * @param after the normalization of the outputs
 * @param keep the probability to keep an output in dropout, 1 without
 * @param readOut whether it is the last layer of the network and linear
 * @param directions the number of values in whose direction a change of the output can point: the
 *     fan-in of the next layer, or the number of outputs
 * @param followers the names of what follows, for people
 * @param lost why it is not known what follows a normalization, if it is not: the variance of the
 *     weights does not depend on it
 * @param unknown why it is not known what follows, if it is not
 */
record Stage(
        List<Step> steps,
        int pieces,
        PieceLayout layout,
        Scaling before,
        ScalarFunction function,
        Scaling between,
        ScalarFunction later,
        long maxPositions,
        long averagePositions,
        Scaling after,
        double keep,
        boolean readOut,
        double directions,
        List<String> followers,
        Optional<String> lost,
        Optional<String> unknown)
        implements Section {

    static final ScalarFunction IDENTITY = ScalarFunction.ofSlopes(1, 1);

    /** The step with the weights. */
    Step step() {
        return steps.get(0);
    }

    Weights weights() {
        return (Weights) step().operation();
    }

    String name() {
        return step().name();
    }

    /** The number of units: behind a maximum of its own or of the next block. */
    long units() {
        return weights().pieces() == 1 ? weights().units() / pieces : weights().units();
    }

    /** Whether the pre-activations are normalized. */
    boolean normalizedBefore() {
        return before.present();
    }

    /** Whether the outputs are normalized. */
    boolean normalizedAfter() {
        return after.present();
    }

    /** Whether the size of the weights does not matter for what comes out. */
    boolean isScaled() {
        return before.present() || between.present();
    }

    /**
     * The units and their pooling alone: no padding, no normalization and nothing that comes after
     * one of activations, no dropout.
     */
    Stage bare() {
        Step step = step();
        Step covered =
                new Step(
                        step.name(),
                        step.block(),
                        step.input(),
                        step.output(),
                        weights().withCoverage(1));
        return new Stage(
                List.of(covered),
                pieces,
                layout,
                Scaling.NONE,
                function,
                Scaling.NONE,
                IDENTITY,
                between.present() ? between.positions() : maxPositions,
                between.present() ? 1 : averagePositions,
                Scaling.NONE,
                1,
                readOut,
                directions,
                followers,
                Optional.empty(),
                unknown);
    }

    /** The same with another number of pieces and another activation function. */
    Stage withActivation(int otherPieces, ScalarFunction other) {
        Optional<String> reason =
                maxPositions == 1 ? unknown : Optional.of("max-pooling of a convex activation");
        return new Stage(
                steps,
                otherPieces,
                layout,
                before,
                other,
                between,
                later,
                maxPositions,
                averagePositions,
                after,
                keep,
                readOut,
                directions,
                followers,
                lost,
                reason);
    }

    /** Whether what follows the linear map is a maximum over pieces and nothing bent after it. */
    boolean isMaxout() {
        return pieces > 1 && isIdentity();
    }

    boolean isIdentity() {
        return isIdentity(function);
    }

    static boolean isIdentity(ScalarFunction f) {
        return f.isHomogeneous() && f.negativeSlope() == 1 && f.positiveSlope() == 1;
    }

    /** Whether the values of several positions are pooled, so that their correlation matters. */
    boolean isPooled() {
        return maxPositions > 1 || averagePositions > 1;
    }
}
