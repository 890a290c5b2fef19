// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import java.util.function.IntToDoubleFunction;

/**
 * Goes over the maxima of maxout units on the JVM, one after the other, and tells of each which
 * piece is on top: what counts pieces, compares them or looks for those that never win stands on
 * this.
 *
 * <p>Maxima come in the order of the output, row by row. The winner is the first of the largest
 * pieces; a NaN is larger than all. The same on every engine.
 *
 * <pre>{@code
 * PieceScan scan = PieceScan.of(z, -1, PieceStacking.of(3));
 * while (scan.next()) {
 *     counts[scan.unit()][scan.winner()]++;
 * }
 * }</pre>
 *
 * <p>Cost: one copy of the pre-activations to the JVM, and a few operations for each of them.
 */
public final class PieceScan {

    private final IntToDoubleFunction values;
    private final PieceAxis axis;
    private final PieceStacking stacking;
    private final int units;
    private final int rest;
    private final int inner;
    private final int places;

    private int place = -1;
    private int unit = -1;
    private int position;
    private int column;
    private int first;
    private int winner;
    private boolean tied;
    private double top;
    private double second;

    private PieceScan(IntToDoubleFunction values, Shape shape, int axis, PieceStacking stacking) {
        this.values = values;
        this.stacking = stacking;
        this.axis = PieceAxis.of(shape, axis, stacking);
        units = Math.toIntExact(this.axis.output().get(this.axis.axis()));
        rest = Math.toIntExact(this.axis.rest());
        inner = Math.toIntExact(this.axis.inner());
        places = Math.toIntExact(this.axis.output().size());
        position = rest - 1;
        column = inner - 1;
        first = -stacking.pieces() * inner;
    }

    /**
     * Starts before the first maximum.
     *
     * @param z the pre-activations, float32 or float64, of shape {@code (.., K * n, ..)}; copied
     * @param axis the stacked axis; negative counts from the end
     * @param stacking how the pieces lie along the axis
     * @return the scan
     * @throws IllegalArgumentException as {@link Maxout#maxout} does
     */
    public static PieceScan of(NDArray z, int axis, PieceStacking stacking) {
        LayerArguments.floatOrDouble(z.getDataType(), "The input");
        if (z.getDataType() == DataType.FLOAT64) {
            return of(z.toDoubleArray(), z.getShape(), axis, stacking);
        }
        float[] floats = z.toFloatArray();
        return new PieceScan(i -> floats[i], z.getShape(), axis, stacking);
    }

    /**
     * Starts before the first maximum of pre-activations that are on the JVM already.
     *
     * @param z the pre-activations, row by row; not copied
     * @param shape their shape, {@code (.., K * n, ..)}
     * @param axis the stacked axis; negative counts from the end
     * @param stacking how the pieces lie along the axis
     * @return the scan
     * @throws IllegalArgumentException if the number of values is not that of the shape, and as
     *     {@link Maxout#maxout} does
     */
    public static PieceScan of(double[] z, Shape shape, int axis, PieceStacking stacking) {
        if (z.length != shape.size()) {
            throw new IllegalArgumentException(
                    "There are " + z.length + " values, but the shape is " + shape + ".");
        }
        return new PieceScan(i -> z[i], shape, axis, stacking);
    }

    /**
     * Goes on to the next maximum.
     *
     * @return false if there is none
     */
    public boolean next() {
        if (place + 1 >= places) {
            return false;
        }
        place++;
        if (++column == inner) {
            column = 0;
            first += stacking.pieces() * inner;
        }
        if (place == 0 || ++position == rest) {
            position = 0;
            unit = unit + 1 == units ? 0 : unit + 1;
        }
        compare();
        return true;
    }

    private void compare() {
        winner = 0;
        tied = false;
        top = value(0);
        second = Double.NEGATIVE_INFINITY;
        for (int k = 1; k < stacking.pieces(); k++) {
            double next = value(k);
            if (next > top || (Double.isNaN(next) && !Double.isNaN(top))) {
                second = top;
                top = next;
                winner = k;
                tied = false;
            } else {
                tied |= next == top;
                second = Math.max(second, next);
            }
        }
    }

    /**
     * Returns the number of units.
     *
     * @return {@code n}
     */
    public int units() {
        return units;
    }

    /**
     * Returns the number of pieces of a unit.
     *
     * @return {@code K}
     */
    public int pieces() {
        return stacking.pieces();
    }

    /**
     * Returns the number of maxima: units times samples and positions.
     *
     * @return how often {@link #next()} is true
     */
    public int places() {
        return places;
    }

    /**
     * Returns the shape of the maxima.
     *
     * @return the shape {@code (.., n, ..)}
     */
    public Shape output() {
        return axis.output();
    }

    /**
     * Returns the place of the maximum in the output, counted row by row.
     *
     * @return the place, from 0; -1 before the first
     */
    public int place() {
        return place;
    }

    /**
     * Returns the unit that the maximum is of.
     *
     * @return the unit, {@code 0..n-1}
     */
    public int unit() {
        return unit;
    }

    /**
     * Returns the pre-activation of a piece of the unit, here.
     *
     * @param piece the piece, {@code 0..K-1}
     * @return its value
     */
    public double value(int piece) {
        return values.applyAsDouble(first + piece * inner + column);
    }

    /**
     * Returns what belongs to the rows of the weight, such as biases, in the order of units and
     * pieces.
     *
     * @param rows a value of each row, in the order of the stacked axis
     * @return a new array, at {@code unit * K + piece} the value of that row
     */
    public double[] byPiece(double[] rows) {
        double[] ordered = new double[units * stacking.pieces()];
        for (int i = 0; i < ordered.length; i++) {
            int piece = i % stacking.pieces();
            ordered[i] = rows[stacking.index(i / stacking.pieces(), piece, units)];
        }
        return ordered;
    }

    /**
     * Returns the first piece with the largest value.
     *
     * @return the piece, {@code 0..K-1}
     */
    public int winner() {
        return winner;
    }

    /**
     * Returns the largest value.
     *
     * @return the value of the winner
     */
    public double top() {
        return top;
    }

    /**
     * Whether several pieces have the largest value.
     *
     * @return false for a single piece, and where the largest value is NaN
     */
    public boolean tied() {
        return tied;
    }

    /**
     * Returns the largest value minus the second largest.
     *
     * @return the margin; NaN for a single piece, and where the difference is not a number
     */
    public double margin() {
        return stacking.pieces() == 1 ? Double.NaN : top - second;
    }
}
