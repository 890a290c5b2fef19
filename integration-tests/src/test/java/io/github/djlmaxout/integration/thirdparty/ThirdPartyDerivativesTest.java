// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.layer.Draws;
import io.github.djlmaxout.integration.layer.LayerOnEngine;
import io.github.djlmaxout.integration.layer.NaiveMaximum;
import io.github.djlmaxout.integration.layer.Near;
import io.github.djlmaxout.integration.layer.Point;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.Arrays;

/**
 * The differences by which other projects test the derivative of their maxout. What of theirs is
 * left out, and why, stands at {@link ThirdPartyCasesTest}.
 */
class ThirdPartyDerivativesTest {

    private static void assertDifferences(
            LayerOnEngine layer, Point at, double[] dy, double[] gradient, int stride) {
        double step = 1e-3;
        for (int i = 0; i < gradient.length; i += Math.max(1, gradient.length / stride)) {
            double[] up = layer.forward(at.moved(i, step), false).values();
            double[] down = layer.forward(at.moved(i, -step), false).values();
            double slope = 0;
            for (int j = 0; j < dy.length; j++) {
                slope += dy[j] * (up[j] - down[j]) / (2 * step);
            }
            assertThat(Math.abs(gradient[i] - slope)).as("coordinate %d", i).isLessThan(1e-9);
        }
    }

    /**
     * Chainer, test_maxout.py of links: inputs near 1 and weights near 0, 1, .. by piece, so that
     * no step of a difference changes the winner. Its gradients are within 1e-2; ours, in float64
     * and without truncation error, within rounding over the step.
     */
    @OnEachEngine
    void chainerStableArgmax(String engine) {
        int pieces = 4;
        Draws draws = new Draws(1);
        double[] x = draws.uniform(2 * 5);
        Arrays.setAll(x, i -> 1 + x[i] / 20);
        double[] w = draws.uniform(60);
        Arrays.setAll(w, i -> w[i] / 20 + i / 5 % pieces * (1 + i % 5));
        Point at = new Point(x, w, draws.uniform(12));
        double[] dy = draws.uniform(6);
        Block block =
                MaxoutLinear.builder()
                        .setUnits(3)
                        .setPieces(pieces)
                        .optLayout(PieceLayout.UNIT_MAJOR)
                        .build();
        try (LayerOnEngine layer =
                new LayerOnEngine(engine, block, new Shape(2, 5), DataType.FLOAT64)) {
            Point gradient = layer.differentiate(at, dy, true).gradient();
            assertDifferences(layer, at, dy, gradient.flat(), gradient.flat().length);
        }
    }

    /** mcnMaxout, test of its derivative on (5, 8, 15, 5): 5 units of 3 pieces. */
    @OnEachEngine
    void mcnMaxoutDerivative(String engine) {
        Shape shape = new Shape(5, 15, 5, 8);
        double[] z = new Draws(1).permutation((int) shape.size());
        double[] dy = new Draws(2).uniform(shape.size() / 3);
        for (PieceLayout layout : PieceLayout.values()) {
            Point at = new Point(z, new double[0], new double[0]);
            try (LayerOnEngine layer =
                    new LayerOnEngine(
                            engine, Maxout.block(3, 1, layout), shape, DataType.FLOAT64)) {
                double[] gradient = layer.differentiate(at, dy, true).gradient().input();
                assertDifferences(layer, at, dy, gradient, 60);
                Near.assertNear(
                        gradient,
                        new NaiveMaximum(shape, 3, 1, layout, 1).backward(z, dy),
                        0,
                        layout.name());
            }
        }
    }
}
