// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

import java.util.Random;

/**
 * What a network learns from in one step.
 *
 * @param data what goes in
 * @param labels what should come out
 */
public record Examples(NDList data, NDList labels) {

    /** Makes up examples: the same ones on every engine, as they are drawn on the JVM. */
    @FunctionalInterface
    public interface Source {
        Examples next(NDManager manager, Random random);
    }
}
