// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.List;

/**
 * Smaller inputs to try blocks on.
 *
 * <p>What a convolution, a normalization or an activation function does to a signal does not depend
 * on how many positions there are. What does is tried on the real size: because it throws on a
 * smaller one, or because its output for the real size is not the same function.
 */
final class Sizes {

    /** Below, the real size is as good. */
    private static final long SMALL = 4096;

    /** As few as convolutions with padding take, and as many as some take without. */
    private static final int[] POSITIONS = {4, 12};

    private static final int LENGTH = 8;

    /** Values enough to find an exception to what a function does to each. */
    private static final long TESTS = 30_000;

    private Sizes() {}

    /** Inputs with fewer positions, for blocks with weights, and the real one at last. */
    static List<Shape> ofPositions(Shape input) {
        List<Shape> shapes = new ArrayList<>();
        if (input.slice(1).size() > SMALL && input.dimension() >= 3) {
            for (int positions : POSITIONS) {
                if (input.dimension() == 3) {
                    // Positions may be along either of the last two.
                    shapes.add(cut(input, 1, 1, positions));
                    shapes.add(cut(input, 2, 2, positions));
                } else {
                    shapes.add(cut(input, 2, input.dimension() - 1, positions));
                }
            }
        }
        shapes.add(input);
        return shapes.stream().distinct().toList();
    }

    /** An input of a few values along each axis, for blocks without weights. */
    static Shape ofValues(Shape input) {
        if (input.slice(1).size() <= SMALL) {
            return input;
        }
        // One axis must do for all values.
        return input.dimension() == 2
                ? cut(input, 1, 1, LENGTH * LENGTH)
                : cut(input, 1, input.dimension() - 1, LENGTH);
    }

    /** An input of a few channels, for pools. */
    static Shape ofChannels(Shape input) {
        return cut(input, 1, 1, LENGTH / 2);
    }

    /** An input of some ten thousand values, for functions that were found on a few. */
    static Shape ofTests(Shape input) {
        long[] lengths = input.getShape().clone();
        while (new Shape(lengths).size() > TESTS) {
            int longest = 1;
            for (int i = 2; i < lengths.length; i++) {
                longest = lengths[i] > lengths[longest] ? i : longest;
            }
            lengths[longest] = (lengths[longest] + 1) / 2;
        }
        return new Shape(lengths);
    }

    private static Shape cut(Shape shape, int from, int to, int length) {
        long[] lengths = shape.getShape().clone();
        for (int i = from; i <= to; i++) {
            lengths[i] = Math.min(lengths[i], length);
        }
        return new Shape(lengths);
    }
}
