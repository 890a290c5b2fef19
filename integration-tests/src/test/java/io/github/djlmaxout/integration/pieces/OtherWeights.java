// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.pieces;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.nn.MaxoutLayer;
import io.github.djlmaxout.nn.PieceLayout;

import org.assertj.core.data.Offset;

/** Weights in the shapes of other libraries, and what a layer of ours makes of them. */
final class OtherWeights {

    /**
     * All values are multiples of 1/64 within -1..1 and no sum has more than {@code m = 28} terms:
     * a float32 sum is at most {@code m * eps / 2 * m} away, and the loops here have no error.
     */
    private static final Offset<Double> TOLERANCE = Offset.offset(28 * 28 * Math.ulp(1f) / 2.0);

    private OtherWeights() {}

    private static double value(int i, int factor) {
        return (((i + 1) * factor) % 127 - 63) / 64.0;
    }

    static double[] values(int size, int factor) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = value(i, factor);
        }
        return values;
    }

    static NDArray array(NDManager manager, double[] values, long... shape) {
        return manager.create(values, new Shape(shape)).toType(DataType.FLOAT32, false);
    }

    /** z seen as (outer, pieces, positions), the maximum over the pieces. */
    static double[] neighbours(double[] z, int outer, int pieces, int positions) {
        double[] y = new double[outer * positions];
        for (int i = 0; i < y.length; i++) {
            y[i] = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < pieces; k++) {
                int from = (i / positions * pieces + k) * positions + i % positions;
                y[i] = Math.max(y[i], z[from]);
            }
        }
        return y;
    }

    static void gives(
            MaxoutLayer layer,
            NDArray weight,
            NDArray bias,
            PieceLayout from,
            NDArray x,
            double[] expected) {
        int pieces = layer.getPieces();
        PieceLayout to = layer.getLayout();
        layer.setInitializer((m, s, t) -> PieceLayout.convert(weight, pieces, from, to), "weight");
        layer.setInitializer((m, s, t) -> PieceLayout.convert(bias, pieces, from, to), "bias");
        layer.initialize(x.getManager(), DataType.FLOAT32, x.getShape());
        NDArray y =
                layer.forward(new ParameterStore(x.getManager(), false), new NDList(x), false)
                        .singletonOrThrow();
        assertThat(y.toType(DataType.FLOAT64, false).toDoubleArray())
                .as(from + " to " + to)
                .containsExactly(expected, TOLERANCE);
    }
}
