package io.github.djlmaxout.diagnostics.activation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.nn.ActivePieces;

/** The active piece of every unit, sample and position. */
final class Winners {

    private final short[] pieces;

    private Winners(short[] pieces) {
        this.pieces = pieces;
    }

    static Winners of(PreActivations z) {
        Shape shape = z.values().getShape();
        if (z.groups() == 1) {
            return of(z.values(), z.axis(), z);
        }
        // The pieces of a unit lie within its group, so each group is a sample of its own.
        Shape groups =
                new Shape(shape.get(0) * z.groups(), shape.get(1) / z.groups())
                        .addAll(shape.slice(2));
        try (NDArray split = z.values().reshape(groups)) {
            return of(split, 1, z);
        }
    }

    private static Winners of(NDArray values, int axis, PreActivations z) {
        try (NDArray indices = ActivePieces.indices(values, z.pieces(), axis, z.layout())) {
            long[] wide = indices.toLongArray();
            short[] pieces = new short[wide.length];
            for (int i = 0; i < wide.length; i++) {
                pieces[i] = (short) wide[i];
            }
            return new Winners(pieces);
        }
    }

    /** The share that has passed to another piece; NaN if there are not as many as before. */
    double changedSince(Winners before) {
        if (pieces.length != before.pieces.length) {
            return Double.NaN;
        }
        long changed = 0;
        for (int i = 0; i < pieces.length; i++) {
            changed += pieces[i] == before.pieces[i] ? 0 : 1;
        }
        return (double) changed / (double) pieces.length;
    }
}
