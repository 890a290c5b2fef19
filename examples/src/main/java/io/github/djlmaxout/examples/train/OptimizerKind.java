// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

/** The optimizers that both engines have. */
public enum OptimizerKind {
    /** Stochastic gradient descent with momentum. */
    SGD,
    /** Adam (Kingma and Ba 2015). */
    ADAM
}
