// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.nn.PieceStacking;

import java.util.Arrays;
import java.util.Locale;

/**
 * A weight of shape {@code (K * units, in, kernel...)} that is to be drawn: {@code K * units} rows
 * of fan-in values each.
 *
 * @param stacking how pieces and units alternate along the rows
 * @param units the number of units
 * @param channels the values that a row reads at one position of the kernel
 * @param kernel the axes after the first two, empty for a dense layer
 * @param fanIn the values of a row: {@code channels} times the size of the kernel
 */
record StackedWeight(PieceStacking stacking, int units, int channels, Shape kernel, int fanIn) {

    /** Checks what native code would not, or would too late. */
    static StackedWeight of(PieceStacking stacking, Shape shape, DataType type) {
        requireFloatOrDouble(type);
        if (shape.dimension() < 2) {
            throw new IllegalArgumentException(
                    "The shape is "
                            + shape
                            + ", but a weight has at least 2 axes, (pieces * units, inputs, ...):"
                            + " set this initializer for Parameter.Type.WEIGHT only.");
        }
        if (Arrays.stream(shape.getShape()).anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException(
                    "The shape is "
                            + shape
                            + ", but every axis must have at least 1 value: a piece needs rows, and"
                            + " a row needs inputs.");
        }
        long rows = shape.get(0);
        if (rows % ((long) stacking.pieces() * stacking.groups()) != 0) {
            throw new IllegalArgumentException(
                    rows
                            + " rows are not divisible by "
                            + stacking.pieces()
                            + " pieces"
                            + (stacking.groups() == 1
                                    ? ": give the initializer the layer's number of pieces."
                                    : " times " + stacking.groups() + " groups."));
        }
        requireFits(shape, type);
        Shape kernel = shape.slice(2);
        return new StackedWeight(
                stacking,
                (int) (rows / stacking.pieces()),
                (int) shape.get(1),
                kernel,
                (int) (shape.get(1) * kernel.size()));
    }

    /** Native code aborts the whole JVM on some other types, so they must not get that far. */
    static void requireFloatOrDouble(DataType type) {
        if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
            throw new IllegalArgumentException(
                    "The weight has type "
                            + type.name().toLowerCase(Locale.ROOT)
                            + ", but only float32 and float64 are drawn: initialize the block with"
                            + " DataType.FLOAT32.");
        }
    }

    private static void requireFits(Shape shape, DataType type) {
        double bytes = type.getNumOfBytes();
        for (long size : shape.getShape()) {
            bytes *= size;
        }
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "A weight of shape %s has %.0f bytes, but a Java buffer holds %d: split"
                                    + " the layer.",
                            shape,
                            bytes,
                            Integer.MAX_VALUE));
        }
    }

    int pieces() {
        return stacking.pieces();
    }

    int groups() {
        return stacking.groups();
    }

    int unitsPerGroup() {
        return units / stacking.groups();
    }

    int size() {
        return units * pieces() * fanIn;
    }

    /** The row of a piece of a unit. */
    int row(int unit, int piece) {
        return stacking.index(unit, piece, units);
    }

    /** Writes values of a piece, counted from its first unit's first weight, unit after unit. */
    void put(WeightBuffer buffer, int piece, int start, double[] values) {
        int done = 0;
        while (done < values.length) {
            int at = start + done;
            int column = at % fanIn;
            int length = Math.min(values.length - done, fanIn - column);
            int row = row(at / fanIn, piece);
            buffer.put(row * fanIn + column, values, done, length);
            done += length;
        }
    }

    /** Writes one row. */
    void putRow(WeightBuffer buffer, int unit, int piece, double[] values) {
        buffer.put(row(unit, piece) * fanIn, values, 0, values.length);
    }
}
