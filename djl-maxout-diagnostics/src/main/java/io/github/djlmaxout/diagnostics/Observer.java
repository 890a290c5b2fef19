// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

/** Takes what quantities observe. */
@FunctionalInterface
public interface Observer {

    /**
     * Takes an observation.
     *
     * @param observation what was observed
     */
    void accept(Observation observation);
}
