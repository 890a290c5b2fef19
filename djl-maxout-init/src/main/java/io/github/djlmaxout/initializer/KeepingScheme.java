// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

/** Every layer keeps the second moment of its signal. */
final class KeepingScheme extends Scheme {

    @Override
    String name() {
        return "maxout";
    }

    @Override
    Choice choose(Stage stage, Signal in, double correlation) {
        return KeepingFactor.choose(stage, in, correlation);
    }
}
