package io.github.djlmaxout.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import java.util.function.IntToDoubleFunction;

/** Walks over the outputs of a maximum on the JVM and tells of each which pieces are on top. */
final class PieceScan {

    private final IntToDoubleFunction values;
    private final PieceAxis axis;
    private final PieceLayout layout;
    private final int groups;
    private final int units;

    private int unit;
    private int winner;
    private boolean tied;
    private double margin;

    private PieceScan(IntToDoubleFunction values, PieceAxis axis, PieceLayout layout, int groups) {
        this.values = values;
        this.axis = axis;
        this.layout = layout;
        this.groups = groups;
        units = Math.toIntExact(axis.output().get(axis.axis()));
    }

    static PieceScan of(NDArray z, int pieces, int axis, PieceLayout layout, int groups) {
        Require.floatOrDouble(z.getDataType(), "The input");
        Require.atLeastOne("groups", groups);
        PieceAxis stacked = PieceAxis.of(z.getShape(), pieces, axis, layout, groups);
        long units = stacked.output().get(stacked.axis());
        if (units % groups != 0) {
            throw new IllegalArgumentException(
                    units + " units are not divisible by " + groups + " groups.");
        }
        return new PieceScan(values(z), stacked, layout, groups);
    }

    private static IntToDoubleFunction values(NDArray z) {
        if (z.getDataType() == DataType.FLOAT64) {
            double[] doubles = z.toDoubleArray();
            return i -> doubles[i];
        }
        float[] floats = z.toFloatArray();
        return i -> floats[i];
    }

    int units() {
        return units;
    }

    int size() {
        return Math.toIntExact(axis.output().size());
    }

    Shape output() {
        return axis.output();
    }

    /** Looks at one output, by its place in row-major order. */
    void moveTo(int output) {
        long behind = output % axis.rest();
        long row = output / axis.rest();
        unit = (int) (row % units);
        long first = row / units * units * axis.pieces();
        winner = 0;
        tied = false;
        double top = value(first, 0, behind);
        double second = Double.NEGATIVE_INFINITY;
        for (int k = 1; k < axis.pieces(); k++) {
            double next = value(first, k, behind);
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
        margin = axis.pieces() == 1 ? Double.NaN : top - second;
    }

    private double value(long first, int piece, long behind) {
        long place = layout.index(unit, piece, units, axis.pieces(), groups);
        return values.applyAsDouble((int) ((first + place) * axis.rest() + behind));
    }

    int unit() {
        return unit;
    }

    /** The first piece with the largest value. */
    int winner() {
        return winner;
    }

    /** Whether several pieces have the largest value. */
    boolean tied() {
        return tied;
    }

    /** The largest value minus the second largest; NaN for a single piece. */
    double margin() {
        return margin;
    }
}
