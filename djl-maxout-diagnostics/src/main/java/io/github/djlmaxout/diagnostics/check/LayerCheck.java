// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

/**
 * What was measured of one layer, and what theory expects there. NaN stands for unknown.
 *
 * @param name the stable name of the layer, such as {@code 01MaxoutLinear}
 * @param pieces the pieces of its units; 1 without a maximum
 * @param c the mean square of its weights times the fan-in
 * @param input the second moment of what comes into the layer: the mean square of all its values
 * @param forward the second moment behind the layer and all that follows it up to the next layer:
 *     activation function, pool, normalization; dropout is off
 * @param expectedForward what theory expects of it for random weights of this {@code c}
 * @param gradient the second moment of the gradient: the mean over samples and standard normal
 *     {@code v} of the squared norm of {@code d(v . N) / dW}, {@code N} the outputs of the network,
 *     {@code W} the weight of the layer
 * @param gradientError the standard error of {@code gradient}, over the draws of {@code v}
 * @param expectedGradient what theory expects of it
 * @param verdict what is wrong with the layer, or {@link Verdict#FINE}
 * @param note why something is not known; may be empty
 */
public record LayerCheck(
        String name,
        int pieces,
        double c,
        double input,
        double forward,
        double expectedForward,
        double gradient,
        double gradientError,
        double expectedGradient,
        Verdict verdict,
        String note) {

    /**
     * Returns by how much the layer multiplies the second moment of the signal.
     *
     * @return {@code forward / input}; 1 keeps it
     */
    public double growth() {
        return forward / input;
    }

    /** The same with another verdict. */
    LayerCheck judged(Verdict other) {
        return new LayerCheck(
                name,
                pieces,
                c,
                input,
                forward,
                expectedForward,
                gradient,
                gradientError,
                expectedGradient,
                other,
                note);
    }

    /** The same with another name. */
    LayerCheck named(String other) {
        return new LayerCheck(
                other,
                pieces,
                c,
                input,
                forward,
                expectedForward,
                gradient,
                gradientError,
                expectedGradient,
                verdict,
                note);
    }
}
