// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import io.github.djlmaxout.propagation.MaxoutNetwork;
import io.github.djlmaxout.propagation.kernel.KernelLayer;

/**
 * A dense layer and what comes after it.
 *
 * <p>A ReLU layer passes a signal as two pieces with half the variances do. But of two pieces one
 * is always active and has a gradient, of a ReLU in half the cases: its parameters count half.
 *
 * @param fanIn the inputs of a unit
 * @param units the units
 * @param pieces the pieces of a unit, 1 without a maximum
 * @param relu whether a ReLU follows
 * @param c the fan-in times the mean square of the weights
 * @param constantBias what all biases are, if they are all the same and not 0
 * @param biasVariance the mean square of the biases otherwise
 * @param countsWeights whether the weights are among the parameters
 * @param countsBiases whether there are biases, and they are among them
 */
record ChainLayer(
        long fanIn,
        long units,
        int pieces,
        boolean relu,
        double c,
        double constantBias,
        double biasVariance,
        boolean countsWeights,
        boolean countsBiases) {

    boolean isLinear() {
        return pieces == 1 && !relu;
    }

    boolean isUnbiased() {
        return constantBias == 0 && biasVariance == 0;
    }

    ChainLayer withPieces(int number) {
        return new ChainLayer(
                fanIn,
                units / number,
                number,
                false,
                c,
                constantBias,
                biasVariance,
                countsWeights,
                countsBiases);
    }

    ChainLayer withRelu() {
        return new ChainLayer(
                fanIn,
                units,
                pieces,
                true,
                c,
                constantBias,
                biasVariance,
                countsWeights,
                countsBiases);
    }

    /** The share of cases in which a unit has a gradient. */
    double share() {
        return relu ? 0.5 : 1;
    }

    /** How much the inputs of the layer count, in units of their mean product. */
    double ofWeights() {
        return countsWeights ? share() * fanIn : 0;
    }

    /** How much the bias counts. */
    double ofBiases() {
        return countsBiases ? share() : 0;
    }

    /** Whether theory knows wide layers of this kind. */
    boolean isKnown() {
        boolean numbers =
                c > 0 && Double.isFinite(c) && Double.isFinite(constantBias + biasVariance);
        return numbers && pieces <= 100 && !(relu && constantBias != 0);
    }

    /** The layer as a wide one; the bias of a read-out does not reach its gradients. */
    KernelLayer wide(boolean readOut) {
        KernelLayer layer = KernelLayer.of(relu ? 2 : pieces, share() * c);
        return readOut
                ? layer
                : layer.withConstantBias(constantBias).withRandomBias(share() * biasVariance);
    }

    MaxoutNetwork.Layer finite() {
        return new MaxoutNetwork.Layer(units, relu ? 2 : pieces, share() * c);
    }
}
