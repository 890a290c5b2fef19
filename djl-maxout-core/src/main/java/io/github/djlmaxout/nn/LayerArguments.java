// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.internal.Require;

import java.util.Locale;

/** The checks that several layers share; each message names the value, the bound and a remedy. */
final class LayerArguments {

    /** What a builder holds of a number that was never given. */
    static final int UNSET = Integer.MIN_VALUE;

    private LayerArguments() {}

    static void atLeastOne(String name, long value) {
        if (value == UNSET) {
            throw new IllegalArgumentException(
                    name
                            + " is not given: call set"
                            + Character.toUpperCase(name.charAt(0))
                            + name.substring(1)
                            + " with at least 1.");
        }
        Require.atLeast(name, value, 1);
    }

    /** Native code aborts the whole JVM on some other types, so they must not get that far. */
    static void floatOrDouble(DataType type, String what) {
        if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
            throw new IllegalArgumentException(
                    what
                            + " has type "
                            + type.name().toLowerCase(Locale.ROOT)
                            + ", but maxout works on float32 and float64: convert with"
                            + " toType(DataType.FLOAT32, false).");
        }
    }

    static void sameType(DataType input, DataType parameters) {
        if (input != parameters) {
            throw new IllegalArgumentException(
                    "The input is "
                            + input
                            + ", but the layer was initialized with "
                            + parameters
                            + ": convert the input with toType, or initialize the layer with "
                            + input
                            + ".");
        }
    }

    /** Refuses another number of channels; an unknown one, -1, passes. */
    static void channels(long expected, int axis, Shape input) {
        if (input.get(axis) != -1 && input.get(axis) != expected) {
            throw new IllegalArgumentException(
                    "The input has "
                            + input.get(axis)
                            + " channels on axis "
                            + axis
                            + " of shape "
                            + input
                            + ", but the layer was initialized with "
                            + expected
                            + ".");
        }
    }

    /** Returns {@code axis} counted from the front. */
    static int axis(int axis, Shape shape) {
        int rank = shape.dimension();
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException(
                    "axis "
                            + axis
                            + " is outside "
                            + -rank
                            + ".."
                            + (rank - 1)
                            + " for an input of shape "
                            + shape
                            + ".");
        }
        return axis < 0 ? axis + rank : axis;
    }
}
