// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.pieces;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.PieceLayout;

/**
 * Weights of other libraries' convolutions, converted and loaded into our layers, give what those
 * libraries document: their forward passes are written here as loops over their own array shapes.
 */
class OtherConvolutionsTest {

    private static final int IN = 3;
    private static final int UNITS = 4;
    private static final int PIECES = 3;
    private static final int ROWS = UNITS * PIECES;

    /** LightCNN's mfm, max-feature-map 2/1: a convolution, split in two halves along channels. */
    @OnEachEngine
    void lightCnn(String engine) {
        int pieces = 2;
        double[] w = OtherWeights.values(UNITS * pieces * IN * 9, 37);
        double[] b = OtherWeights.values(UNITS * pieces, 41);
        double[] x = OtherWeights.values(2 * IN * 25, 29);
        double[] z = convolution(w, b, x, UNITS * pieces);
        double[] expected = new double[2 * UNITS * 9];
        for (int n = 0; n < 2; n++) {
            for (int i = 0; i < UNITS * 9; i++) {
                double first = z[n * UNITS * pieces * 9 + i];
                double second = z[n * UNITS * pieces * 9 + UNITS * 9 + i];
                expected[n * UNITS * 9 + i] = Math.max(first, second);
            }
        }
        convolves(engine, pieces, PieceLayout.PIECE_MAJOR, w, b, x, expected);
    }

    /**
     * Paddle's Maxout over {@code groups} channels behind its convolution: output channel u is the
     * maximum over the neighbours u * K .. u * K + K - 1.
     */
    @OnEachEngine
    void paddleConvolution(String engine) {
        double[] w = OtherWeights.values(ROWS * IN * 9, 37);
        double[] b = OtherWeights.values(ROWS, 41);
        double[] x = OtherWeights.values(2 * IN * 25, 29);
        double[] expected =
                OtherWeights.neighbours(convolution(w, b, x, ROWS), 2 * UNITS, PIECES, 9);
        convolves(engine, PIECES, PieceLayout.UNIT_MAJOR, w, b, x, expected);
    }

    /**
     * Lasagne's Conv2DLayer is a convolution in the strict sense, which runs through the kernel
     * backwards; then FeaturePoolLayer over neighbours.
     */
    @OnEachEngine
    void lasagneConvolution(String engine) {
        double[] w = OtherWeights.values(ROWS * IN * 9, 37);
        double[] b = OtherWeights.values(ROWS, 41);
        double[] x = OtherWeights.values(2 * IN * 25, 29);
        double[] backwards = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            backwards[i] = w[i / 9 * 9 + 8 - i % 9];
        }
        double[] expected =
                OtherWeights.neighbours(convolution(backwards, b, x, ROWS), 2 * UNITS, PIECES, 9);
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            double[] flipped =
                    manager.create(w, new Shape(ROWS, IN, 3, 3)).flip(2, 3).toDoubleArray();
            convolves(engine, PIECES, PieceLayout.UNIT_MAJOR, flipped, b, x, expected);
        }
    }

    /** Two images of IN x 5 x 5, weight (out, IN, 3, 3), no padding. */
    private static double[] convolution(double[] w, double[] b, double[] x, int out) {
        double[] y = new double[2 * out * 9];
        for (int i = 0; i < y.length; i++) {
            int column = i % 3;
            int row = i / 3 % 3;
            int o = i / 9 % out;
            int n = i / 9 / out;
            y[i] = b[o];
            for (int c = 0; c < IN; c++) {
                for (int k = 0; k < 9; k++) {
                    int pixel = (row + k / 3) * 5 + column + k % 3;
                    y[i] += w[(o * IN + c) * 9 + k] * x[(n * IN + c) * 25 + pixel];
                }
            }
        }
        return y;
    }

    private static void convolves(
            String engine,
            int pieces,
            PieceLayout from,
            double[] w,
            double[] b,
            double[] x,
            double[] expected) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (PieceLayout layout : PieceLayout.values()) {
                MaxoutConv2d layer =
                        MaxoutConv2d.builder()
                                .setFilters(UNITS)
                                .setPieces(pieces)
                                .setKernelShape(new Shape(3, 3))
                                .optLayout(layout)
                                .build();
                OtherWeights.gives(
                        layer,
                        OtherWeights.array(manager, w, b.length, IN, 3, 3),
                        OtherWeights.array(manager, b, b.length),
                        from,
                        OtherWeights.array(manager, x, 2, IN, 5, 5),
                        expected);
            }
        }
    }
}
