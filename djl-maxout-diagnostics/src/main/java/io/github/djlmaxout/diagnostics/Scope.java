// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

/** What an observation is about. */
public enum Scope {
    /** The whole network. */
    NETWORK,
    /** One layer. */
    LAYER,
    /** One parameter of a layer. */
    PARAMETER
}
