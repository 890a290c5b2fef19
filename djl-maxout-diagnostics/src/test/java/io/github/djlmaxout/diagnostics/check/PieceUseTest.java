// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.nn.PieceLayout;
import io.github.djlmaxout.nn.PieceScan;
import io.github.djlmaxout.nn.PieceStacking;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.SplittableRandom;

class PieceUseTest {

    private static final int UNITS = 6;
    private static final int PIECES = 3;

    /** Pre-activations of 4 samples at 5 positions; what the input gives is standard normal. */
    private static double[] normals(double[] biases, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[4 * UNITS * PIECES * 5];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian() + biases[i / 5 % (UNITS * PIECES)];
        }
        return values;
    }

    private static PieceUse of(double[] values, PieceLayout layout, double[] biases) {
        return PieceUse.of(
                PieceScan.of(
                        values,
                        new Shape(4, UNITS * PIECES, 5),
                        1,
                        new PieceStacking(PIECES, layout, 1)),
                biases);
    }

    private static int row(PieceLayout layout, int unit, int piece) {
        return (int) layout.index(unit, piece, UNITS, PIECES, 1);
    }

    @ParameterizedTest
    @EnumSource
    void randomPiecesAreAlive(PieceLayout layout) {
        double[] none = new double[UNITS * PIECES];
        PieceUse use = of(normals(none, 1), layout, none);
        assertThat(use).isEqualTo(new PieceUse(UNITS * PIECES, 0, 0, 0));
    }

    @ParameterizedTest
    @EnumSource
    void aLowBiasKillsAPiece(PieceLayout layout) {
        double[] biases = new double[UNITS * PIECES];
        biases[row(layout, 2, 1)] = -1e3;
        biases[row(layout, 4, 0)] = -20;
        // Low, but not for ever: it is not reached on this batch, and might be on another.
        biases[row(layout, 5, 2)] = -7;
        PieceUse use = of(normals(biases, 2), layout, biases);
        assertThat(use.dead()).isEqualTo(2);
        assertThat(use.equal()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void equalPiecesTie(PieceLayout layout) {
        double[] biases = new double[UNITS * PIECES];
        double[] values = normals(biases, 3);
        long tied = 0;
        for (int sample = 0; sample < 4; sample++) {
            for (int position = 0; position < 5; position++) {
                int start = sample * UNITS * PIECES;
                int first = (start + row(layout, 3, 0)) * 5 + position;
                int second = (start + row(layout, 3, 2)) * 5 + position;
                int other = (start + row(layout, 3, 1)) * 5 + position;
                values[second] = values[first];
                tied += values[first] > values[other] ? 1 : 0;
            }
        }
        PieceUse use = of(values, layout, biases);
        assertThat(use.equal()).isCloseTo(tied / (4.0 * 5 * UNITS), within(1e-15));
        assertThat(use.equal()).isPositive();
        assertThat(use.silent()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void zeroInputsAreToldFromEqualPieces(PieceLayout layout) {
        double[] biases = new double[UNITS * PIECES];
        Arrays.fill(biases, 0.5);
        double[] values = normals(biases, 4);
        // The first sample is empty.
        Arrays.fill(values, 0, values.length / 4, 0.5);
        PieceUse use = of(values, layout, biases);
        assertThat(use.silent()).isEqualTo(0.25);
        assertThat(use.equal()).isZero();
        assertThat(use.dead()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void nanIsNoPiece(PieceLayout layout) {
        double[] biases = new double[UNITS * PIECES];
        double[] values = normals(biases, 5);
        values[0] = Double.NaN;
        PieceUse use = of(values, layout, biases);
        assertThat(use.dead()).isZero();
        assertThat(use.equal()).isZero();
    }
}
