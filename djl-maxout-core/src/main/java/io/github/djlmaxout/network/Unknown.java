// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.nn.recurrent.RecurrentBlock;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that could not be found out: nothing is assumed of it.
 *
 * <p>What is inside is still listed, with the stable names and in the order of the block tree. A
 * part is a sequence of steps that are known to follow each other; what happens between parts, and
 * in which order they run, is not known. The shapes of steps inside are those that the blocks were
 * initialized with, or would be for the input that was read.
 *
 * <p>Each weight of a recurrent layer is a step of its own, named after the block and the
 * parameter, for example {@code 01LSTM/l_0_h2h_WEIGHT}: input-to-hidden weights have the size of
 * the input as their fan-in, hidden-to-hidden weights the size of the state. Tables of embeddings
 * and other parameters of no known layer are unknown steps themselves.
 *
 * @param reason why, in a sentence, and what would help
 * @param parts the sequences of steps inside; empty if nothing inside has parameters
 */
public record Unknown(String reason, List<List<Step>> parts) implements Operation {

    /**
     * Keeps an unchangeable copy of the parts.
     *
     * @param reason why, in a sentence, and what would help
     * @param parts the sequences of steps inside
     */
    public Unknown {
        parts = parts.stream().map(List::copyOf).toList();
    }

    /**
     * Something of which nothing inside is known.
     *
     * @param reason why, in a sentence, and what would help
     */
    public Unknown(String reason) {
        this(reason, List.of());
    }

    /**
     * Returns the layers inside, at any depth: weights, normalizations, and what has parameters but
     * is no known layer.
     *
     * @return the layers, in the order of the block tree
     */
    public List<Step> inside() {
        List<Step> layers = new ArrayList<>();
        parts.forEach(part -> collect(part, layers));
        return List.copyOf(layers);
    }

    private static void collect(List<Step> steps, List<Step> layers) {
        for (Step step : steps) {
            Operation operation = step.operation();
            if (operation instanceof Branches branches) {
                branches.branches().forEach(branch -> collect(branch, layers));
            } else if (operation instanceof Unknown unknown) {
                // The weights of a recurrent layer are its parts.
                boolean holds = !step.block().getDirectParameters().isEmpty();
                if (holds && !(step.block() instanceof RecurrentBlock)) {
                    layers.add(step);
                }
                unknown.parts.forEach(part -> collect(part, layers));
            } else if (operation instanceof Weights || operation instanceof Normalization) {
                layers.add(step);
            }
        }
    }
}
