// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import com.google.gson.JsonObject;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.layer.Draws;
import io.github.djlmaxout.integration.layer.LayerOnEngine;
import io.github.djlmaxout.integration.layer.LayerOnEngine.Differentiated;
import io.github.djlmaxout.integration.layer.LayerOnEngine.Output;
import io.github.djlmaxout.integration.layer.Point;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What other projects test or document of their maxout, on our layers. Numbers are theirs; layouts
 * are said in our words, {@code K} for the number of pieces.
 *
 * <table>
 *   <caption>What is left out, and why</caption>
 *   <tr><th>source</th><th>left out</th><th>because</th></tr>
 *   <tr><td>Thinc, test_backprop_maxout</td><td>an index out of range in "which"</td>
 *       <td>the winners are never given to our backward pass</td></tr>
 *   <tr><td>Thinc, test_maxout</td><td>take_along(X, which) = best</td>
 *       <td>indices belong to ActivePieces, and to its tests</td></tr>
 *   <tr><td>Chainer, shapes; Paddle, types</td><td>float16</td>
 *       <td>refused: our layers are exact in float32 and float64</td></tr>
 *   <tr><td>Chainer, errors</td><td>the number of axes of initialW and initial_bias</td>
 *       <td>weights are not arguments here</td></tr>
 *   <tr><td>Flux, docstring</td><td>max(abs2(x), 3x)</td>
 *       <td>a piece that is not affine is no piece of our layers</td></tr>
 *   <tr><td>Flux, test</td><td>8 trainable arrays of 4 pieces</td>
 *       <td>ours stack the pieces in 2 arrays, with as many numbers</td></tr>
 *   <tr><td>Paddle, test</td><td>an error for axis 2</td><td>any axis will do here</td></tr>
 *   <tr><td>tfa, test</td><td>the number of units as argument, its error message</td>
 *       <td>we take the number of pieces; units times pieces are the channels</td></tr>
 *   <tr><td>pylearn2, fprop</td><td>overlapping pools (stride 1), min_zero</td>
 *       <td>pieces belong to one unit each; min_zero is one more piece held at zero</td></tr>
 * </table>
 */
class ThirdPartyCasesTest {

    private static final List<DataType> TYPES = List.of(DataType.FLOAT32, DataType.FLOAT64);

    private static double[] range(int length) {
        return IntStream.range(0, length).asDoubleStream().toArray();
    }

    private static double[] maxout(
            String engine, double[] z, Shape shape, int pieces, int axis, PieceLayout layout) {
        return output(engine, z, shape, Maxout.block(pieces, axis, layout), DataType.FLOAT32)
                .values();
    }

    private static Output output(
            String engine, double[] z, Shape shape, Block block, DataType type) {
        try (LayerOnEngine layer = new LayerOnEngine(engine, block, shape, type)) {
            return layer.forward(new Point(z, new double[0], new double[0]), false);
        }
    }

    private static double[] inputGradient(
            String engine, double[] z, Shape shape, Block block, double[] dy) {
        try (LayerOnEngine layer = new LayerOnEngine(engine, block, shape, DataType.FLOAT32)) {
            return layer.differentiate(new Point(z, new double[0], new double[0]), dy, true)
                    .gradient()
                    .input();
        }
    }

    private static void assertRefused(Shape input, int pieces, int axis, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Maxout.block(pieces, axis, PieceLayout.UNIT_MAJOR)
                                        .getOutputShapes(new Shape[] {input}))
                .withMessageContaining(message);
    }

    /** Thinc, tests/backends/test_ops.py, test_backprop_maxout. */
    @OnEachEngine
    void thincBackpropMaxout(String engine) {
        JsonObject golden = Golden.thinc("thinc_test_suite_backprop");
        double[] which = Golden.numbers(golden, "which");
        double[] z = new double[12];
        for (int i = 0; i < which.length; i++) {
            z[3 * i + (int) which[i]] = 1;
        }
        Block block = Maxout.block(3, 1, PieceLayout.UNIT_MAJOR);
        assertThat(inputGradient(engine, z, new Shape(2, 6), block, Golden.numbers(golden, "dY")))
                .isEqualTo(Golden.numbers(golden, "dX"));
    }

    /** Thinc, tests/backends/test_ops.py, test_maxout: the largest of each unit, type kept. */
    @OnEachEngine
    void thincMaxout(String engine) {
        for (long seed = 0; seed < 5; seed++) {
            double[] z = new Draws(seed).uniform(4 * 5 * 3);
            double[] best = new double[4 * 5];
            for (int i = 0; i < best.length; i++) {
                best[i] = Arrays.stream(z, 3 * i, 3 * i + 3).max().orElseThrow();
            }
            for (DataType type : TYPES) {
                Block block = Maxout.block(3, 1, PieceLayout.UNIT_MAJOR);
                Output output = output(engine, z, new Shape(4, 15), block, type);
                assertThat(output.values()).as("seed %d", seed).isEqualTo(best);
                assertThat(output.type()).isEqualTo(type);
            }
        }
    }

    /** Thinc 8.3.13, run: a dense layer forward and backward; all its numbers are exact. */
    @OnEachEngine
    void thincDense(String engine) {
        JsonObject golden = Golden.thinc("thinc_dense");
        Point at =
                new Point(
                        Golden.numbers(golden, "X"),
                        Golden.numbers(golden, "W"),
                        Golden.numbers(golden, "b"));
        Block block =
                MaxoutLinear.builder()
                        .setUnits(golden.get("nO").getAsInt())
                        .setPieces(golden.get("nP").getAsInt())
                        .optLayout(PieceLayout.UNIT_MAJOR)
                        .build();
        try (LayerOnEngine layer =
                new LayerOnEngine(engine, block, new Shape(4, 3), DataType.FLOAT32)) {
            Differentiated actual = layer.differentiate(at, Golden.numbers(golden, "dY"), true);
            assertThat(actual.output().values()).isEqualTo(Golden.numbers(golden, "Y"));
            assertThat(actual.gradient().input()).isEqualTo(Golden.numbers(golden, "dX"));
            assertThat(actual.gradient().weight()).isEqualTo(Golden.numbers(golden, "dW"));
            assertThat(actual.gradient().bias()).isEqualTo(Golden.numbers(golden, "db"));
        }
    }

    /** Thinc 8.3.13, run: three pieces of zero, twice. */
    @OnEachEngine
    void thincTies(String engine) {
        JsonObject golden = Golden.thinc("thinc_tie");
        Block block = Maxout.block(3, 1, PieceLayout.UNIT_MAJOR);
        assertThat(
                        inputGradient(
                                engine, new double[6], new Shape(1, 6), block, new double[] {1, 1}))
                .isEqualTo(Golden.numbers(golden, "backprop"));
    }

    /** Chainer, docstring of functions.maxout: a bias of 0..99 and no input. */
    @OnEachEngine
    void chainerDocstring(String engine) {
        assertThat(maxout(engine, range(100), new Shape(1, 100), 10, 1, PieceLayout.UNIT_MAJOR))
                .containsExactly(9, 19, 29, 39, 49, 59, 69, 79, 89, 99);
        assertThat(maxout(engine, range(100), new Shape(1, 100), 10, 1, PieceLayout.PIECE_MAJOR))
                .containsExactly(90, 91, 92, 93, 94, 95, 96, 97, 98, 99);
    }

    /** Chainer, test_maxout.py of functions and links: what is refused. */
    @OnEachEngine
    void chainerErrors(String engine) {
        assertRefused(new Shape(7, 12), 5, 1, "12 channels are not divisible by 5 pieces");
        assertRefused(new Shape(7, 3, 4), 2, 1, "3 channels are not divisible by 2 pieces");
        for (int pieces : new int[] {0, -1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> maxoutOfNothing(engine, pieces))
                    .withMessageContaining("pieces is " + pieces);
        }
    }

    private static void maxoutOfNothing(String engine, int pieces) {
        maxout(engine, range(4), new Shape(1, 4), pieces, 1, PieceLayout.UNIT_MAJOR);
    }

    /** Flux, test/layers/basic.jl: pieces [.5; .1] x and [.2; .7] x of 3 and of 2. */
    @OnEachEngine
    void fluxTwoPieces(String engine) {
        Block block = MaxoutLinear.builder().setUnits(2).setPieces(2).optBias(false).build();
        try (LayerOnEngine layer =
                new LayerOnEngine(engine, block, new Shape(2, 1), DataType.FLOAT64)) {
            Point at = new Point(new double[] {3, 2}, new double[] {.5, .1, .2, .7}, new double[0]);
            assertThat(layer.forward(at, false).values())
                    .containsExactly(.5 * 3, .7 * 3, .5 * 2, .7 * 2);
        }
    }

    /** Paddle, documentation of nn.functional.maxout. */
    @OnEachEngine
    void paddleDocumentation(String engine) {
        double[] first = {
            .86583614, .52014720, .25960937, .90525323,
            .42400089, .40641287, .97020894, .74437362,
            .51785129, .73292869, .97786582, .04315904
        };
        double[] second = {
            .42639419, .71958369, .20811461, .19731510,
            .38424349, .14603184, .22713774, .44607511,
            .21657862, .67685395, .46460176, .92382854
        };
        double[] expected = {
            .86583614, .71958369, .25960937, .90525323,
            .42400089, .40641287, .97020894, .74437362,
            .51785129, .73292869, .97786582, .92382854
        };
        double[] z = Arrays.copyOf(first, 24);
        System.arraycopy(second, 0, z, 12, 12);
        Block block = Maxout.block(2, 1, PieceLayout.UNIT_MAJOR);
        assertThat(output(engine, z, new Shape(1, 2, 3, 4), block, DataType.FLOAT64).values())
                .isEqualTo(expected);
    }

    /** pylearn2, models/maxout.py, fprop: pools of 2 side by side, and of all of a half. */
    @OnEachEngine
    void pylearn2Fprop(String engine) {
        double[] z = {3, -1, 4, 1, -5, -9};
        assertThat(maxout(engine, z, new Shape(1, 6), 2, 1, PieceLayout.UNIT_MAJOR))
                .containsExactly(3, 4, -5);
        assertThat(maxout(engine, z, new Shape(1, 6), 3, 1, PieceLayout.UNIT_MAJOR))
                .containsExactly(4, 1);
        assertRefused(new Shape(1, 6), 4, 1, "6 channels are not divisible by 4 pieces");
    }
}
