package io.github.djlmaxout.integration.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.layer.LayerOnEngine.Differentiated;
import io.github.djlmaxout.integration.layer.LayerOnEngine.Output;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.provider.Arguments;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What every maxout layer does, in every setting, on every engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MaxoutLayerContract {

    private static final List<DataType> TYPES = List.of(DataType.FLOAT32, DataType.FLOAT64);

    private static final long[] SEEDS = LongStream.range(0, 3).toArray();

    /** The step of a central difference; times any value drawn, well within the margin. */
    private static final double STEP = 1e-4;

    /**
     * Along one coordinate a layer away from its ties is affine, so that a central difference has
     * no truncation error: only rounding is left, of sums below 100, over twice the step.
     */
    private static final double DIFFERENCE_BOUND = 100 * 8 * 0x1p-53 / (2 * STEP);

    /** How many coordinates of a point are moved. */
    private static final int COORDINATES = 16;

    /** The settings the layer is tried in. */
    abstract Stream<LayerCase> cases();

    final Stream<Arguments> onEachEngine() {
        return OnEachEngine.Declared.engines()
                .flatMap(engine -> cases().map(layer -> Arguments.of(engine, layer)));
    }

    private static LayerOnEngine open(String engine, LayerCase layer, DataType type) {
        return new LayerOnEngine(engine, layer.maxout(), layer.input(), type);
    }

    private static Output forward(String engine, LayerCase layer, Point at, DataType type) {
        try (LayerOnEngine opened = open(engine, layer, type)) {
            return opened.forward(at, false);
        }
    }

    private static Output forward(
            String engine, LayerCase layer, Point at, Shape other, DataType type) {
        Point point = new Point(new double[(int) other.size()], at.weight(), at.bias());
        try (LayerOnEngine opened = open(engine, layer, type)) {
            return opened.forward(point, other, false);
        }
    }

    private static Differentiated differentiate(
            String engine, LayerCase layer, Point at, double[] dy, DataType type, boolean train) {
        try (LayerOnEngine opened = open(engine, layer, type)) {
            return opened.differentiate(at, dy, train);
        }
    }

    private static double roundoff(DataType type) {
        return type == DataType.FLOAT32 ? NaiveLayer.FLOAT32_ROUNDOFF : NaiveLayer.FLOAT64_ROUNDOFF;
    }

    private static void assertGradient(
            LayerCase layer, Point actual, Point expected, Point bound, String what) {
        Near.assertNear(actual.input(), expected.input(), bound.input(), what + ", input");
        if (layer.hasParameters()) {
            Near.assertNear(actual.weight(), expected.weight(), bound.weight(), what + ", weight");
            Near.assertNear(actual.bias(), expected.bias(), bound.bias(), what + ", bias");
        }
    }

    private static void assertSameGradient(
            LayerCase layer, Point actual, Point expected, String what) {
        assertSame(actual.input(), expected.input(), what + ", input");
        if (layer.hasParameters()) {
            assertSame(actual.weight(), expected.weight(), what + ", weight");
            assertSame(actual.bias(), expected.bias(), what + ", bias");
        }
    }

    /** Equal to the bit, but for the sign of zero. */
    private static void assertSame(double[] actual, double[] expected, String what) {
        assertThat(Point.map(actual, v -> v + 0.0))
                .as(what)
                .isEqualTo(Point.map(expected, v -> v + 0.0));
    }

    @OnEachEngineAndCase
    final void valuesAreThoseOfPlainLoops(String engine, LayerCase layer) {
        for (DataType type : TYPES) {
            for (long seed : SEEDS) {
                Point at = layer.tieFree(seed);
                Output output = forward(engine, layer, at, type);
                String what = type + ", seed " + seed;
                assertThat(output.type()).as(what).isEqualTo(type);
                assertThat(output.shape()).as(what).isEqualTo(layer.naive().maximum().output());
                Near.assertNear(
                        output.values(),
                        layer.naive().forward(at),
                        layer.naive().forwardBound(at, roundoff(type)),
                        what);
            }
        }
    }

    @OnEachEngineAndCase
    final void valuesAreTheMaximaOfDjlsOwnLayerBitForBit(String engine, LayerCase layer) {
        for (DataType type : TYPES) {
            for (long seed : SEEDS) {
                Point at = layer.tieFree(seed);
                try (LayerOnEngine plain =
                        new LayerOnEngine(engine, layer.plain(), layer.input(), type)) {
                    assertThat(forward(engine, layer, at, type).values())
                            .as("%s, seed %d", type, seed)
                            .isEqualTo(
                                    layer.naive()
                                            .maximum()
                                            .forward(plain.forward(at, false).values()));
                }
            }
        }
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

    @OnEachEngineAndCase
    final void neitherRecordingNorTheTrainingFlagChangesABit(String engine, LayerCase layer) {
        for (DataType type : TYPES) {
            Point at = layer.tieFree(SEEDS[0]);
            double[] dy = layer.outputGradient(SEEDS[0]);
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
    final void scalesByPositiveFactors(String engine, LayerCase layer) {
        for (long seed : SEEDS) {
            Point at = layer.tieFree(seed);
            Output once = forward(engine, layer, at, DataType.FLOAT32);
            // A power of two, so that no rounding changes; weight and bias as pieces must.
            Point scaled =
                    layer.hasParameters()
                            ? new Point(
                                    at.input(),
                                    Point.map(at.weight(), v -> 4 * v),
                                    Point.map(at.bias(), v -> 4 * v))
                            : new Point(Point.map(at.input(), v -> 4 * v), at.weight(), at.bias());
            assertThat(forward(engine, layer, scaled, DataType.FLOAT32).values())
                    .as("seed %d", seed)
                    .isEqualTo(Point.map(once.values(), v -> 4 * v));
        }
    }

    @OnEachEngineAndCase
    final void withoutBiasScalesAsItsInput(String engine, LayerCase layer) {
        Point at = layer.tieFree(0);
        double[] noBias = new double[at.bias().length];
        Point once = new Point(at.input(), at.weight(), noBias);
        Point quarter = new Point(Point.map(at.input(), v -> v / 4), at.weight(), noBias);
        assertThat(forward(engine, layer, quarter, DataType.FLOAT64).values())
                .isEqualTo(
                        Point.map(
                                forward(engine, layer, once, DataType.FLOAT64).values(),
                                v -> v / 4));
    }

    @OnEachEngineAndCase
    final void isConvexInItsInput(String engine, LayerCase layer) {
        for (long seed : SEEDS) {
            Point from = layer.tieFree(seed);
            Point to = new Point(layer.tieFree(~seed).input(), from.weight(), from.bias());
            try (LayerOnEngine opened = open(engine, layer, DataType.FLOAT64)) {
                double[] a = opened.forward(from, false).values();
                double[] b = opened.forward(to, false).values();
                for (double t : new double[] {0.125, 0.5, 0.75}) {
                    double[] x = new double[from.input().length];
                    Arrays.setAll(x, i -> (1 - t) * from.input()[i] + t * to.input()[i]);
                    Point between = new Point(x, from.weight(), from.bias());
                    double[] y = opened.forward(between, false).values();
                    for (int i = 0; i < y.length; i++) {
                        assertThat(y[i])
                                .as("seed %d, t %s, output %d", seed, t, i)
                                .isLessThanOrEqualTo((1 - t) * a[i] + t * b[i] + 1e-13);
                    }
                }
            }
        }
    }

    @OnEachEngineAndCase
    final void theOrderOfPiecesDoesNotMatter(String engine, LayerCase layer) {
        for (long seed : SEEDS) {
            Point at = layer.tieFree(seed);
            double[] bound = layer.naive().forwardBound(at, NaiveLayer.FLOAT64_ROUNDOFF);
            Near.assertNear(
                    forward(engine, layer, new Stacking(layer).rotated(at), DataType.FLOAT64)
                            .values(),
                    forward(engine, layer, at, DataType.FLOAT64).values(),
                    Point.map(bound, v -> 2 * v),
                    "seed " + seed);
        }
    }

    @OnEachEngineAndCase
    final void tellsItsOutputShapeWithoutRunning(String engine, LayerCase layer) {
        Shape expected = layer.naive().maximum().output();
        assertThat(layer.maxout().getOutputShapes(new Shape[] {layer.input()}))
                .containsExactly(expected);
        if (layer.input().dimension() > 1 && layer.input().get(0) > 0) {
            long[] unknown = layer.input().getShape().clone();
            unknown[0] = -1;
            assertThat(layer.maxout().getOutputShapes(new Shape[] {new Shape(unknown)}))
                    .containsExactly(new Shape(-1).addAll(expected.slice(1)));
        }
        assertThat(forward(engine, layer, layer.tieFree(0), DataType.FLOAT32).shape())
                .isEqualTo(expected);
    }

    @OnEachEngineAndCase
    final void anEmptyBatchGivesAnEmptyOutput(String engine, LayerCase layer) {
        // MXNet's own products fail on empty arrays, under DJL's layers too.
        boolean fails = "MXNet".equals(engine) && layer.hasParameters();
        if (fails || layer.input().dimension() < 2) {
            return;
        }
        Shape empty = new Shape(0).addAll(layer.input().slice(1));
        Shape expected = new Shape(0).addAll(layer.naive().maximum().output().slice(1));
        assertThat(forward(engine, layer, layer.tieFree(0), empty, DataType.FLOAT32).shape())
                .isEqualTo(expected);
    }
}
