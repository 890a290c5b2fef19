// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.ndarray.types.Shape;

/**
 * The axis along which pieces are stacked, seen as the middle one of three: every layout on every
 * axis is a maximum over the middle axis of an {@code (outer, pieces, inner)} view of the same
 * memory.
 *
 * @param axis the stacked axis, counted from the front
 * @param outer the number of independent blocks of pieces
 * @param pieces the number of pieces {@code K}
 * @param inner the number of contiguous values of one piece
 * @param rest the number of values behind one entry of the stacked axis
 * @param whole whether the pieces of one block are the whole stacked axis
 * @param output the shape of the maximum
 */
record PieceAxis(
        int axis, long outer, int pieces, long inner, long rest, boolean whole, Shape output) {

    static PieceAxis of(Shape shape, int axis, PieceStacking stacking) {
        int pieces = stacking.pieces();
        int groups = stacking.groups();
        Shape output = outputShape(shape, pieces, axis);
        int front = LayerArguments.axis(axis, shape);
        long units = output.get(front);
        if (units % groups != 0) {
            throw new IllegalArgumentException(
                    units + " units are not divisible by " + groups + " groups.");
        }
        long before = shape.slice(0, front).size();
        long rest = shape.slice(front + 1).size();
        if (stacking.layout() == PieceLayout.UNIT_MAJOR) {
            return new PieceAxis(front, before * units, pieces, rest, rest, units == 1, output);
        }
        return new PieceAxis(
                front, before * groups, pieces, units / groups * rest, rest, groups == 1, output);
    }

    /** The shape after the maximum; an unknown length, -1, of the stacked axis stays unknown. */
    static Shape outputShape(Shape shape, int pieces, int axis) {
        LayerArguments.atLeastOne("pieces", pieces);
        int front = LayerArguments.axis(axis, shape);
        long[] dims = shape.getShape().clone();
        if (dims[front] >= 0) {
            if (dims[front] % pieces != 0) {
                throw new IllegalArgumentException(
                        dims[front]
                                + " channels are not divisible by "
                                + pieces
                                + " pieces on axis "
                                + axis
                                + " of shape "
                                + shape
                                + ".");
            }
            dims[front] /= pieces;
        }
        return new Shape(dims, shape.getLayout());
    }

    Shape view() {
        return new Shape(outer, pieces, inner);
    }
}
