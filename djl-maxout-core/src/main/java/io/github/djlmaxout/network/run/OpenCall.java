// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;

/** A layer that was seen at work, of which it is not yet known where it ends. */
final class OpenCall {

    private final Parameter weight;
    private final String operation;
    private final NDArray input;
    private final NDArray raw;
    private NDArray output;

    OpenCall(Parameter weight, String operation, NDArray input, NDArray raw) {
        this.weight = weight;
        this.operation = operation;
        this.input = input;
        this.raw = raw;
        output = raw;
    }

    Parameter weight() {
        return weight;
    }

    /** Goes on with what has become of an array, if that was the end so far. */
    boolean follow(NDArray array, NDArray next) {
        if (output != array) {
            return false;
        }
        output = next;
        return true;
    }

    boolean holds(NDArray array) {
        return array == input || array == raw || array == output;
    }

    TracedLayer end() {
        return new TracedLayer(weight, operation, input, raw, output);
    }
}
