// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

/**
 * A normalization between the parts of a stage.
 *
 * @param present whether there is one
 * @param epsilon what it adds to the variance
 * @param positions the positions of max-pooling before it, 1 without
 * @param keep the probability to keep a value in dropout before it, 1 without
 */
record Scaling(boolean present, double epsilon, long positions, double keep) {

    static final Scaling NONE = new Scaling(false, 0, 1, 1);

    /** What a variance becomes: 1, but for small ones. A variance that is not known is no small. */
    double share(double variance) {
        return Double.isNaN(variance) || epsilon == 0 ? 1 : variance / (variance + epsilon);
    }
}
