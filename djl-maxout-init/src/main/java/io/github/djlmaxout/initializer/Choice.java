// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

/**
 * What a scheme chooses for a layer.
 *
 * @param c the variance of a weight times the fan-in; NaN if the layer is left alone
 * @param bias the bias of every piece, or the mean of biases that vary
 * @param biasVariance the variance of biases that vary from piece to piece
 * @param distribution the law of the weights
 * @param note what a reader of the plan should know, or why the layer is left alone; may be empty
 */
record Choice(double c, double bias, double biasVariance, Distribution distribution, String note) {

    /** One bias for all pieces. */
    Choice(double c, double bias, Distribution distribution, String note) {
        this(c, bias, 0, distribution, note);
    }

    static Choice normal(double c) {
        return new Choice(c, 0, Distribution.NORMAL, "");
    }

    static Choice leaveAlone(String why) {
        return new Choice(Double.NaN, 0, Distribution.UNCHANGED, why);
    }

    boolean leavesAlone() {
        return distribution == Distribution.UNCHANGED;
    }

    Choice withoutBias() {
        return new Choice(c, 0, distribution, note);
    }

    Choice withNote(String another) {
        return new Choice(
                c,
                bias,
                biasVariance,
                distribution,
                note.isEmpty() ? another : note + "; " + another);
    }
}
