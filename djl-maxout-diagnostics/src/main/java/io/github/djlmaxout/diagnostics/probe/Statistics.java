// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

/** Which mean and variance batch normalization takes in a {@link NetworkWalk}. */
public enum Statistics {
    /** The running statistics, as in evaluation. */
    RUNNING,
    /** Those of the batch, as in training; dropout still drops nothing. */
    BATCH
}
