// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.pieces;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

/**
 * Weights of other libraries' dense layers, converted and loaded into our layers, give what those
 * libraries document: their forward passes are written here as loops over their own array shapes.
 */
class OtherDenseLayersTest {

    private static final int IN = 3;
    private static final int UNITS = 4;
    private static final int PIECES = 3;
    private static final int BATCH = 5;
    private static final int ROWS = UNITS * PIECES;

    /** Thinc's Maxout: W of shape (nO, nP, nI), b of shape (nO, nP), best over the pieces. */
    @OnEachEngine
    void thinc(String engine) {
        double[] w = OtherWeights.values(UNITS * PIECES * IN, 37);
        double[] b = OtherWeights.values(UNITS * PIECES, 41);
        double[] x = OtherWeights.values(BATCH * IN, 29);
        double[] expected = new double[BATCH * UNITS];
        for (int n = 0; n < BATCH; n++) {
            for (int o = 0; o < UNITS; o++) {
                double best = Double.NEGATIVE_INFINITY;
                for (int p = 0; p < PIECES; p++) {
                    double sum = b[o * PIECES + p];
                    for (int i = 0; i < IN; i++) {
                        sum += w[(o * PIECES + p) * IN + i] * x[n * IN + i];
                    }
                    best = Math.max(best, sum);
                }
                expected[n * UNITS + o] = best;
            }
        }
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray weight = OtherWeights.array(manager, w, UNITS, PIECES, IN).reshape(ROWS, IN);
            NDArray bias = OtherWeights.array(manager, b, UNITS, PIECES).reshape(ROWS);
            dense(manager, weight, bias, PieceLayout.UNIT_MAJOR, x, expected);
        }
    }

    /**
     * TensorFlow Addons' Maxout behind a Keras Dense with kernel (in, K * n): the features are
     * reshaped to (K, n) and the maximum is taken over the first of the two, so that features n
     * apart compete.
     */
    @OnEachEngine
    void tensorFlowAddons(String engine) {
        double[] kernel = OtherWeights.values(IN * ROWS, 37);
        double[] b = OtherWeights.values(ROWS, 41);
        double[] x = OtherWeights.values(BATCH * IN, 29);
        double[] features = kerasDense(kernel, b, x);
        double[] expected = new double[BATCH * UNITS];
        for (int n = 0; n < BATCH; n++) {
            for (int u = 0; u < UNITS; u++) {
                double best = features[n * ROWS + u];
                for (int feature = u; feature < ROWS; feature += UNITS) {
                    best = Math.max(best, features[n * ROWS + feature]);
                }
                expected[n * UNITS + u] = best;
            }
        }
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray weight = OtherWeights.array(manager, kernel, IN, ROWS).transpose();
            dense(
                    manager,
                    weight,
                    OtherWeights.array(manager, b, ROWS),
                    PieceLayout.PIECE_MAJOR,
                    x,
                    expected);
        }
    }

    /** Chainer's links.Maxout: a Linear of (out * pool, in), reshaped to (batch, out, pool). */
    @OnEachEngine
    void chainer(String engine) {
        double[] w = OtherWeights.values(ROWS * IN, 37);
        double[] b = OtherWeights.values(ROWS, 41);
        double[] x = OtherWeights.values(BATCH * IN, 29);
        double[] hidden = new double[BATCH * ROWS];
        for (int n = 0; n < BATCH; n++) {
            for (int r = 0; r < ROWS; r++) {
                hidden[n * ROWS + r] = b[r];
                for (int i = 0; i < IN; i++) {
                    hidden[n * ROWS + r] += w[r * IN + i] * x[n * IN + i];
                }
            }
        }
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            dense(
                    manager,
                    OtherWeights.array(manager, w, ROWS, IN),
                    OtherWeights.array(manager, b, ROWS),
                    PieceLayout.UNIT_MAJOR,
                    x,
                    OtherWeights.neighbours(hidden, BATCH * UNITS, PIECES, 1));
        }
    }

    /** Lasagne: DenseLayer with W (in, num_units), then FeaturePoolLayer over neighbours. */
    @OnEachEngine
    void lasagneDense(String engine) {
        double[] kernel = OtherWeights.values(IN * ROWS, 37);
        double[] b = OtherWeights.values(ROWS, 41);
        double[] x = OtherWeights.values(BATCH * IN, 29);
        double[] expected =
                OtherWeights.neighbours(kerasDense(kernel, b, x), BATCH * UNITS, PIECES, 1);
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray weight = OtherWeights.array(manager, kernel, IN, ROWS).transpose();
            NDArray bias = OtherWeights.array(manager, b, ROWS);
            dense(manager, weight, bias, PieceLayout.UNIT_MAJOR, x, expected);
        }
    }

    /** x (batch, in) times kernel (in, out), as Keras, Lasagne and Paddle store dense weights. */
    private static double[] kerasDense(double[] kernel, double[] b, double[] x) {
        double[] y = new double[BATCH * ROWS];
        for (int n = 0; n < BATCH; n++) {
            for (int o = 0; o < ROWS; o++) {
                y[n * ROWS + o] = b[o];
                for (int i = 0; i < IN; i++) {
                    y[n * ROWS + o] += x[n * IN + i] * kernel[i * ROWS + o];
                }
            }
        }
        return y;
    }

    private static void dense(
            NDManager manager,
            NDArray weight,
            NDArray bias,
            PieceLayout from,
            double[] x,
            double[] expected) {
        for (PieceLayout layout : PieceLayout.values()) {
            MaxoutLinear layer =
                    MaxoutLinear.builder()
                            .setUnits(UNITS)
                            .setPieces(PIECES)
                            .optLayout(layout)
                            .build();
            OtherWeights.gives(
                    layer, weight, bias, from, OtherWeights.array(manager, x, BATCH, IN), expected);
        }
    }
}
