package io.github.djlmaxout.integration.pieces;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLayer;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import org.assertj.core.data.Offset;

/**
 * Weights of other libraries, converted and loaded into our layers, give what those libraries
 * document: their forward passes are written here as loops over their own array shapes.
 */
class OtherLibrariesTest {

    private static final int IN = 3;
    private static final int UNITS = 4;
    private static final int PIECES = 3;
    private static final int BATCH = 5;
    private static final int ROWS = UNITS * PIECES;

    /**
     * All values are multiples of 1/64 within -1..1 and no sum has more than {@code m = 28} terms:
     * a float32 sum is at most {@code m * eps / 2 * m} away, and the loops here have no error.
     */
    private static final Offset<Double> TOLERANCE = Offset.offset(28 * 28 * Math.ulp(1f) / 2.0);

    private static double value(int i, int factor) {
        return (((i + 1) * factor) % 127 - 63) / 64.0;
    }

    private static double[] values(int size, int factor) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = value(i, factor);
        }
        return values;
    }

    private static NDArray array(NDManager manager, double[] values, long... shape) {
        return manager.create(values, new Shape(shape)).toType(DataType.FLOAT32, false);
    }

    /** Thinc's Maxout: W of shape (nO, nP, nI), b of shape (nO, nP), best over the pieces. */
    @OnEachEngine
    void thinc(String engine) {
        double[] w = values(UNITS * PIECES * IN, 37);
        double[] b = values(UNITS * PIECES, 41);
        double[] x = values(BATCH * IN, 29);
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
            NDArray weight = array(manager, w, UNITS, PIECES, IN).reshape(ROWS, IN);
            NDArray bias = array(manager, b, UNITS, PIECES).reshape(ROWS);
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
        double[] kernel = values(IN * ROWS, 37);
        double[] b = values(ROWS, 41);
        double[] x = values(BATCH * IN, 29);
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
            NDArray weight = array(manager, kernel, IN, ROWS).transpose();
            dense(manager, weight, array(manager, b, ROWS), PieceLayout.PIECE_MAJOR, x, expected);
        }
    }

    /** Chainer's links.Maxout: a Linear of (out * pool, in), reshaped to (batch, out, pool). */
    @OnEachEngine
    void chainer(String engine) {
        double[] w = values(ROWS * IN, 37);
        double[] b = values(ROWS, 41);
        double[] x = values(BATCH * IN, 29);
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
                    array(manager, w, ROWS, IN),
                    array(manager, b, ROWS),
                    PieceLayout.UNIT_MAJOR,
                    x,
                    neighbours(hidden, BATCH * UNITS, PIECES, 1));
        }
    }

    /** Lasagne: DenseLayer with W (in, num_units), then FeaturePoolLayer over neighbours. */
    @OnEachEngine
    void lasagneDense(String engine) {
        double[] kernel = values(IN * ROWS, 37);
        double[] b = values(ROWS, 41);
        double[] x = values(BATCH * IN, 29);
        double[] expected = neighbours(kerasDense(kernel, b, x), BATCH * UNITS, PIECES, 1);
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray weight = array(manager, kernel, IN, ROWS).transpose();
            NDArray bias = array(manager, b, ROWS);
            dense(manager, weight, bias, PieceLayout.UNIT_MAJOR, x, expected);
        }
    }

    /** LightCNN's mfm, max-feature-map 2/1: a convolution, split in two halves along channels. */
    @OnEachEngine
    void lightCnn(String engine) {
        int pieces = 2;
        double[] w = values(UNITS * pieces * IN * 9, 37);
        double[] b = values(UNITS * pieces, 41);
        double[] x = values(2 * IN * 25, 29);
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
        double[] w = values(ROWS * IN * 9, 37);
        double[] b = values(ROWS, 41);
        double[] x = values(2 * IN * 25, 29);
        double[] expected = neighbours(convolution(w, b, x, ROWS), 2 * UNITS, PIECES, 9);
        convolves(engine, PIECES, PieceLayout.UNIT_MAJOR, w, b, x, expected);
    }

    /**
     * Lasagne's Conv2DLayer is a convolution in the strict sense, which runs through the kernel
     * backwards; then FeaturePoolLayer over neighbours.
     */
    @OnEachEngine
    void lasagneConvolution(String engine) {
        double[] w = values(ROWS * IN * 9, 37);
        double[] b = values(ROWS, 41);
        double[] x = values(2 * IN * 25, 29);
        double[] backwards = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            backwards[i] = w[i / 9 * 9 + 8 - i % 9];
        }
        double[] expected = neighbours(convolution(backwards, b, x, ROWS), 2 * UNITS, PIECES, 9);
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            double[] flipped =
                    manager.create(w, new Shape(ROWS, IN, 3, 3)).flip(2, 3).toDoubleArray();
            convolves(engine, PIECES, PieceLayout.UNIT_MAJOR, flipped, b, x, expected);
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

    /** z seen as (outer, pieces, positions), the maximum over the pieces. */
    private static double[] neighbours(double[] z, int outer, int pieces, int positions) {
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
            gives(layer, weight, bias, from, array(manager, x, BATCH, IN), expected);
        }
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
                gives(
                        layer,
                        array(manager, w, b.length, IN, 3, 3),
                        array(manager, b, b.length),
                        from,
                        array(manager, x, 2, IN, 5, 5),
                        expected);
            }
        }
    }

    private static void gives(
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
