// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

/** Every layer as it is. */
final class FoundScheme extends Scheme {

    @Override
    String name() {
        return "as found";
    }

    @Override
    Choice choose(Stage stage, Signal in, double correlation) {
        if (!stage.weights().weight().isInitialized()) {
            throw new IllegalStateException(
                    "The layer "
                            + stage.name()
                            + " has no weights yet, so there is nothing to find: call"
                            + " network.initialize(manager, dataType, inputShape) first.");
        }
        return FoundWeights.of(stage.weights()).choose(stage, in);
    }
}
