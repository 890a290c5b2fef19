// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;

import io.github.djlmaxout.integration.layer.LayerOnEngine.Differentiated;
import io.github.djlmaxout.integration.layer.LayerOnEngine.Output;

import org.assertj.core.data.Offset;

import java.util.List;
import java.util.stream.LongStream;

/**
 * What every maxout layer does, in every setting, on every engine: its values, its gradients, and
 * what becomes of ties.
 */
abstract class MaxoutLayerContract extends MaxoutValuesContract {

    /** The step of a central difference; times any value drawn, well within the margin. */
    private static final double STEP = 1e-4;

    /**
     * Along one coordinate a layer away from its ties is affine, so that a central difference has
     * no truncation error: only rounding is left, of sums below 100, over twice the step.
     */
    private static final double DIFFERENCE_BOUND = 100 * 8 * 0x1p-53 / (2 * STEP);

    /** How many coordinates of a point are moved. */
    private static final int COORDINATES = 16;

    /**
     * On small integers, so that the different sizes of the two matrix products round alike. The
     * zero piece comes first and so gets the gradient at a tie, which is what ReLU does at zero.
     */
    @OnEachEngineAndCase
    final void twoPiecesOneOfThemZeroAreRelu(String engine, LayerCase many) {
        LayerCase layer = many.withPieces(2);
        LayerCase single = many.withPieces(1);
        for (long seed : SEEDS) {
            Point at = single.integers(seed);
            double[] dy = single.outputGradient(seed);
            Stacking stacking = new Stacking(layer);
            Point withZeros = stacking.stack(at.map(v -> 0), at);
            Differentiated actual =
                    differentiate(engine, layer, withZeros, dy, DataType.FLOAT64, true);
            SequentialBlock relu =
                    new SequentialBlock().add(single.plain()).add(Activation.reluBlock());
            try (LayerOnEngine reference =
                    new LayerOnEngine(engine, relu, single.input(), DataType.FLOAT64)) {
                Differentiated expected = reference.differentiate(at, dy, true);
                assertThat(actual.output().values())
                        .as("seed %d", seed)
                        .isEqualTo(expected.output().values());
                Point bound = single.naive().backwardBound(at, dy, NaiveLayer.FLOAT64_ROUNDOFF);
                assertGradient(
                        single,
                        stacking.piece(actual.gradient(), 1),
                        expected.gradient(),
                        bound.map(v -> 2 * v),
                        "seed " + seed);
            }
        }
    }

    @OnEachEngineAndCase
    final void gradientsAreThoseOfPlainLoops(String engine, LayerCase layer) {
        for (DataType type : TYPES) {
            for (long seed : SEEDS) {
                Point at = layer.tieFree(seed);
                double[] dy = layer.outputGradient(seed);
                assertGradient(
                        layer,
                        differentiate(engine, layer, at, dy, type, true).gradient(),
                        layer.naive().backward(at, dy),
                        layer.naive().backwardBound(at, dy, roundoff(type)),
                        type + ", seed " + seed);
            }
        }
    }

    @OnEachEngineAndCase
    final void gradientsAreCentralDifferences(String engine, LayerCase layer) {
        long seed = SEEDS[0];
        Point at = layer.tieFree(seed);
        double[] dy = layer.outputGradient(seed);
        double[] gradient =
                differentiate(engine, layer, at, dy, DataType.FLOAT64, true).gradient().flat();
        int coordinates = layer.hasParameters() ? gradient.length : at.input().length;
        Draws draws = new Draws(seed);
        try (LayerOnEngine opened = open(engine, layer, DataType.FLOAT64)) {
            for (int i = 0; i < COORDINATES; i++) {
                int coordinate = draws.below(coordinates);
                double up = weighted(opened.forward(at.moved(coordinate, STEP), true), dy);
                double down = weighted(opened.forward(at.moved(coordinate, -STEP), true), dy);
                assertThat(gradient[coordinate])
                        .as("seed %d, coordinate %d", seed, coordinate)
                        .isCloseTo((up - down) / (2 * STEP), Offset.offset(DIFFERENCE_BOUND));
            }
        }
    }

    private static double weighted(Output output, double[] weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * output.values()[i];
        }
        return sum;
    }

    /** On small integers every order of a sum is exact, so the formulation itself is compared. */
    @OnEachEngineAndCase
    final void neitherRecordingNorTheTrainingFlagChangesABit(String engine, LayerCase layer) {
        for (DataType type : TYPES) {
            Point at = layer.integers(SEEDS[0]);
            double[] dy = wholeNumbers(layer.naive().maximum().output().size());
            Differentiated training = differentiate(engine, layer, at, dy, type, true);
            Differentiated probing = differentiate(engine, layer, at, dy, type, false);
            assertSameGradient(
                    layer, probing.gradient(), training.gradient(), "training=false, " + type);
            try (LayerOnEngine opened = open(engine, layer, type)) {
                assertThat(
                                List.of(
                                        opened.forward(at, true).values(),
                                        opened.forward(at, false).values(),
                                        probing.output().values()))
                        .as("%s", type)
                        .allSatisfy(y -> assertThat(y).isEqualTo(training.output().values()));
            }
        }
    }

    /** Engines may sum in another order when they record or train: twice the bound of each. */
    @OnEachEngineAndCase
    final void recordingAndTheTrainingFlagChangeNoMoreThanRounding(String engine, LayerCase layer) {
        for (DataType type : TYPES) {
            Point at = layer.tieFree(SEEDS[0]);
            double[] dy = layer.outputGradient(SEEDS[0]);
            double[] rounding =
                    Point.map(layer.naive().forwardBound(at, roundoff(type)), v -> 2 * v);
            Differentiated training = differentiate(engine, layer, at, dy, type, true);
            Differentiated probing = differentiate(engine, layer, at, dy, type, false);
            assertGradient(
                    layer,
                    probing.gradient(),
                    training.gradient(),
                    layer.naive().backwardBound(at, dy, roundoff(type)).map(v -> 2 * v),
                    "training=false, " + type);
            try (LayerOnEngine opened = open(engine, layer, type)) {
                for (double[] values :
                        List.of(
                                opened.forward(at, true).values(),
                                opened.forward(at, false).values(),
                                probing.output().values())) {
                    Near.assertNear(values, training.output().values(), rounding, type.toString());
                }
            }
        }
    }

    /** On small integers everything is exact, and the first piece must win to the bit. */
    @OnEachEngineAndCase
    final void tiesGoToTheFirstPiece(String engine, LayerCase layer) {
        int ties = 0;
        for (DataType type : TYPES) {
            for (long seed : SEEDS) {
                Point at = layer.integers(seed);
                double[] dy = wholeNumbers(layer.naive().maximum().output().size());
                ties += layer.naive().maximum().partialTies(layer.naive().affine().forward(at));
                for (boolean training : new boolean[] {true, false}) {
                    assertSameGradient(
                            layer,
                            differentiate(engine, layer, at, dy, type, training).gradient(),
                            layer.naive().backward(at, dy),
                            type + ", seed " + seed + ", training=" + training);
                }
            }
        }
        if (layer.pieces() > 2) {
            assertThat(ties).as("outputs with some, not all pieces tied").isPositive();
        }
    }

    /**
     * As at the border of an image: nothing comes in, there is no bias, and all pieces are zero.
     */
    @OnEachEngineAndCase
    final void whereAllPiecesAreZeroTheFirstGetsEverything(String engine, LayerCase layer) {
        Point some = layer.integers(SEEDS[0]);
        double[] noInput = new double[some.input().length];
        double[] noBias = new double[some.bias().length];
        double[] dy = wholeNumbers(layer.naive().maximum().output().size());
        for (boolean training : new boolean[] {true, false}) {
            Point at = new Point(noInput, some.weight(), noBias);
            Differentiated actual =
                    differentiate(engine, layer, at, dy, DataType.FLOAT32, training);
            assertThat(actual.output().values()).containsOnly(0);
            assertSameGradient(
                    layer, actual.gradient(), layer.naive().backward(at, dy), "no input");
            if (layer.hasParameters()) {
                at = new Point(some.input(), new double[some.weight().length], noBias);
                assertSameGradient(
                        layer,
                        differentiate(engine, layer, at, dy, DataType.FLOAT32, training).gradient(),
                        layer.naive().backward(at, dy),
                        "no weight");
            }
        }
    }

    private static double[] wholeNumbers(long length) {
        return LongStream.range(0, length).mapToDouble(i -> 1 + i % 5).toArray();
    }

    @OnEachEngineAndCase
    final void onePieceIsDjlsOwnLayerBitForBit(String engine, LayerCase many) {
        LayerCase layer = many.withPieces(1);
        for (DataType type : TYPES) {
            Point at = layer.tieFree(SEEDS[0]);
            double[] dy = layer.outputGradient(SEEDS[0]);
            Differentiated actual = differentiate(engine, layer, at, dy, type, true);
            try (LayerOnEngine plain =
                    new LayerOnEngine(engine, layer.plain(), layer.input(), type)) {
                Differentiated expected = plain.differentiate(at, dy, true);
                assertThat(actual.output().values())
                        .as("%s", type)
                        .isEqualTo(expected.output().values());
                assertSameGradient(layer, actual.gradient(), expected.gradient(), type.toString());
            }
        }
    }
}
