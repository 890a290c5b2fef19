// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.pieces;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.Random;

/** The maximum over so many values that engines are driven in another way than over a few. */
class LargeMaximumTest {

    /** The shapes have more than 8192 values; the last two have an odd number behind a piece. */
    private static final Shape[] SHAPES = {
        new Shape(64, 192),
        new Shape(6, 24, 9, 10),
        new Shape(1, 6, 12289),
        new Shape(2, 9, 33, 33),
        new Shape(35, 321)
    };

    @OnEachEngine
    final void valuesAndGradientsAreThoseOfTheFirstLargestPiece(String engineName) {
        for (Shape shape : SHAPES) {
            for (int pieces : new int[] {2, 3}) {
                if (shape.get(1) % pieces == 0) {
                    check(engineName, shape, pieces);
                }
            }
        }
    }

    private static void check(String engineName, Shape shape, int pieces) {
        long seed = 31 * shape.size() + pieces;
        int outer = (int) shape.get(0);
        int inner = (int) (shape.size() / outer / pieces);
        float[] values = values((int) shape.size(), seed);
        float[] expected = new float[outer * inner];
        float[] gradient = new float[values.length];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int first = (o * pieces) * inner + i;
                int winner = first;
                for (int k = 1; k < pieces; k++) {
                    if (values[first + k * inner] > values[winner]) {
                        winner = first + k * inner;
                    }
                }
                expected[o * inner + i] = values[winner];
                gradient[winner] = 1;
            }
        }
        Engine engine = Engine.getEngine(engineName);
        try (NDManager manager = engine.newBaseManager()) {
            NDArray leaf = manager.create(values, shape);
            leaf.setRequiresGradient(true);
            try (GradientCollector collector = engine.newGradientCollector()) {
                NDArray z = leaf.reshape(shape);
                NDArray y = Maxout.maxout(z, pieces, 1, PieceLayout.PIECE_MAJOR);
                assertThat(y.toFloatArray()).as("seed %d, %s", seed, shape).isEqualTo(expected);
                collector.backward(y);
            }
            assertThat(leaf.getGradient().toFloatArray())
                    .as("gradient, seed %d, %s", seed, shape)
                    .isEqualTo(gradient);
        }
    }

    /** Multiples of a half, many of them equal, and infinities. */
    private static float[] values(int size, long seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] =
                    switch (random.nextInt(16)) {
                        case 0 -> Float.NEGATIVE_INFINITY;
                        case 1 -> Float.POSITIVE_INFINITY;
                        default -> 0.5f * (1 + random.nextInt(4));
                    };
        }
        return values;
    }
}
