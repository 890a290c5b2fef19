// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.model;

/** The activation of the hidden layers. */
public enum ActivationKind {
    /** Each unit is the maximum of K affine maps. */
    MAXOUT,
    /** Each unit is the positive part of one affine map. */
    RELU
}
