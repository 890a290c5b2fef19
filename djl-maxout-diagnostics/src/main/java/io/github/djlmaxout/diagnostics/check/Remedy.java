// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

/** The line of code that gives a network other weights. */
final class Remedy {

    private Remedy() {}

    static String of(String scheme) {
        return "InitializationPlan.of(network, shape, " + scheme + ").apply(network)";
    }
}
