// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Smaller images that tell of the shapes for a large one.
 *
 * <p>DJL's lambda blocks make real arrays to tell the shape of their output, again at each level of
 * the block tree. With strides that are powers of 2 up to 32 every length is linear in that of the
 * image along its residue modulo 32. So three smaller images tell the shapes for the large one, if
 * the three agree with a line.
 *
 * @param input the shape of the large image
 * @param first the length of the smallest image, without what the large one's residue adds
 */
record LargeImages(Shape input, long first) {

    private static final long LARGE = 256;
    private static final long STEP = 32;

    /** The smallest cost least, but some networks need more positions. */
    private static final List<Long> FIRST = List.of(32L, 64L);

    /** The choices for an image of a batch that is worth it, the cheapest first; else none. */
    static List<LargeImages> of(List<Shape> inputs) {
        Shape input = inputs.get(0);
        boolean large =
                inputs.size() == 1
                        && input.dimension() == 4
                        && input.get(2) >= LARGE
                        && input.get(3) >= LARGE;
        return large
                ? FIRST.stream().map(first -> new LargeImages(input, first)).toList()
                : List.of();
    }

    /** Three images in equal steps, one of each. */
    List<Shape> smaller() {
        return LongStream.rangeClosed(0, 2)
                .mapToObj(
                        i ->
                                new Shape(
                                        1,
                                        input.get(1),
                                        first + i * STEP + input.get(2) % STEP,
                                        first + i * STEP + input.get(3) % STEP))
                .toList();
    }

    /** The shape for the large image of what has these for the smaller ones, if they tell it. */
    Optional<Shape> larger(List<Shape> shapes) {
        long[] lengths = shapes.get(0).getShape().clone();
        for (Shape shape : shapes) {
            if (shape.dimension() != lengths.length) {
                return Optional.empty();
            }
        }
        for (int i = 0; i < lengths.length; i++) {
            long slope = shapes.get(1).get(i) - shapes.get(0).get(i);
            if (shapes.get(2).get(i) - shapes.get(1).get(i) != slope) {
                return Optional.empty();
            }
            // Of an image that is not square only the axes that stayed where they were are known.
            boolean square = input.get(2) == input.get(3);
            if (slope != 0 && (i == 0 || (!square && (i < 2 || lengths.length != 4)))) {
                return Optional.empty();
            }
            long length = square ? input.get(2) : input.get(Math.min(i, 3));
            long steps = slope == 0 ? 0 : length - length % STEP - first;
            if (steps * slope % STEP != 0) {
                return Optional.empty();
            }
            lengths[i] += steps * slope / STEP;
        }
        if (lengths.length > 1 && lengths[0] == 1) {
            lengths[0] = input.get(0);
        }
        return Optional.of(new Shape(lengths));
    }
}
