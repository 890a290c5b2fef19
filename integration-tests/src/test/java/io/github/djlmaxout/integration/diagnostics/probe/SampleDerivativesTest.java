// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.training.initializer.Initializer;

import io.github.djlmaxout.diagnostics.probe.LayerJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv1d;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutConv3d;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * The derivatives of a network sample by sample, all at once, against one backward pass for each
 * sample and output through the network's own block. All in float64.
 */
class SampleDerivativesTest {

    private static final long SEED = 33;

    /**
     * Of the largest entry: sums of some hundred products in another order lose about 1e-14 in each
     * layer.
     */
    private static final double EXACT = 1e-11;

    /**
     * Of central differences with a step of 1e-5: 1e-11 by the third derivative of what is curved,
     * 1e-10 by rounding; both grow with the numbers of the network.
     */
    private static final double DIFFERENCES = 1e-7;

    private static final double STEP = 1e-5;

    private static final Predicate<Parameter> TRAINED = Parameter::requiresGradient;

    private static Shape shape(long... lengths) {
        return new Shape(lengths);
    }

    private static void assertAgrees(String engine, Shape shape, Block... blocks) {
        assertAgrees(engine, shape, false, EXACT, TRAINED, blocks);
    }

    private static void assertAgrees(
            String engine, Shape shape, Predicate<Parameter> which, Block... blocks) {
        assertAgrees(engine, shape, false, EXACT, which, blocks);
    }

    /** Of what MXNet does not differentiate in evaluation mode, it does not give a twin either. */
    private static void assertAgreesInEvaluation(String engine, Shape shape, Block... blocks) {
        boolean differences = "MXNet".equals(engine);
        double tolerance = differences ? DIFFERENCES : EXACT;
        assertAgrees(engine, shape, differences, tolerance, TRAINED, blocks);
    }

    private static void assertAgrees(
            String engine,
            Shape shape,
            boolean byDifferences,
            double tolerance,
            Predicate<Parameter> which,
            Block... blocks) {
        SequentialBlock together = new SequentialBlock();
        Arrays.stream(blocks).forEach(together::add);
        Block network = blocks.length == 1 ? blocks[0] : together;
        try (Trial trial = new Trial(engine, network, shape, DataType.FLOAT64, SEED)) {
            NaiveDerivatives expected =
                    byDifferences
                            ? NaiveDerivatives.byDifferences(trial, STEP)
                            : NaiveDerivatives.byBackwardPasses(trial);
            NetworkWalk walk = NetworkWalk.of(network, shape).withType(DataType.FLOAT64);
            assertAgrees(trial, walk, which, expected, tolerance);
        }
    }

    private static void assertAgrees(
            Trial trial,
            NetworkWalk walk,
            Predicate<Parameter> which,
            NaiveDerivatives expected,
            double tolerance) {
        int n = expected.samples();
        int outputs = expected.outputs();
        try (NetworkJacobian jacobian = walk.jacobian(trial.input(), which)) {
            assertThat(jacobian.samples()).isEqualTo(n);
            assertThat(jacobian.rows()).isEqualTo(outputs);
            assertThat(jacobian.outputs().getShape()).isEqualTo(shape(n, outputs));
            assertClose(
                    "outputs",
                    new double[][] {Trial.wide(jacobian.outputs())},
                    new double[][] {trial.evaluated()},
                    tolerance);
            assertLayers(trial, jacobian, which, expected.parameters(), tolerance);
            assertOperations(trial, jacobian, tolerance);
        }
        assertInput(trial, walk, expected, tolerance);
        assertGradients(trial, walk, which, expected, tolerance);
    }

    private static void assertInput(
            Trial trial, NetworkWalk walk, NaiveDerivatives expected, double tolerance) {
        int n = expected.samples();
        int outputs = expected.outputs();
        try (NetworkJacobian jacobian = walk.inputJacobian(trial.input())) {
            assertThat(jacobian.samples()).isEqualTo(n);
            assertThat(jacobian.rows()).isEqualTo(outputs);
            assertThat(jacobian.layers()).isEmpty();
            assertThat(jacobian.input().getShape())
                    .isEqualTo(shape(n, outputs, expected.input()[0].length));
            assertClose("input", rows(jacobian.input(), n * outputs), expected.input(), tolerance);
        }
    }

    /** The gradient of each sample is its cotangent's combination of its rows. */
    private static void assertGradients(
            Trial trial,
            NetworkWalk walk,
            Predicate<Parameter> which,
            NaiveDerivatives expected,
            double tolerance) {
        int n = expected.samples();
        int outputs = expected.outputs();
        Shape shape = trial.input().head().getShape();
        Shape output = trial.network().getOutputShapes(new Shape[] {shape})[0];
        DataType type = trial.input().head().getDataType();
        try (NDArray v = trial.numbers(output, type, new Random(SEED + 1));
                NetworkJacobian gradients = walk.gradients(trial.input(), v, which)) {
            double[] weights = Trial.wide(v);
            assertThat(gradients.samples()).isEqualTo(n);
            assertThat(gradients.rows()).isEqualTo(1);
            assertThat(gradients.outputs().getShape()).isEqualTo(shape(n, outputs));
            Map<String, double[][]> combined = new HashMap<>();
            expected.parameters()
                    .forEach((id, rows) -> combined.put(id, combined(rows, weights, outputs)));
            assertLayers(trial, gradients, which, combined, tolerance);
            assertOperations(trial, gradients, tolerance);
            assertNothingIsLeft(trial, walk, which, v);
        }
    }

    private static void assertNothingIsLeft(
            Trial trial, NetworkWalk walk, Predicate<Parameter> which, NDArray v) {
        NDManager all = trial.manager().getParentManager();
        int before = all.getManagedArrays().size();
        walk.jacobian(trial.input(), which).close();
        walk.inputJacobian(trial.input()).close();
        walk.gradients(trial.input(), v, which).close();
        assertThat(all.getManagedArrays()).hasSize(before);
    }

    private static double[][] combined(double[][] rows, double[] weights, int outputs) {
        double[][] combined = new double[rows.length / outputs][rows[0].length];
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < rows[row].length; i++) {
                combined[row / outputs][i] += weights[row] * rows[row][i];
            }
        }
        return combined;
    }

    /** Each parameter that was asked for is there once, with its rows. */
    private static void assertLayers(
            Trial trial,
            NetworkJacobian jacobian,
            Predicate<Parameter> which,
            Map<String, double[][]> expected,
            double tolerance) {
        Map<String, double[][]> actual = new HashMap<>();
        for (LayerJacobian layer : jacobian.layers()) {
            double[][] matrix = rows(layer.matrix(), jacobian.samples() * jacobian.rows());
            int start = 0;
            for (Parameter parameter : layer.parameters()) {
                int end = start + (int) parameter.getArray().size();
                double[][] part = new double[matrix.length][];
                for (int row = 0; row < matrix.length; row++) {
                    part[row] = Arrays.copyOfRange(matrix[row], start, end);
                }
                assertThat(actual.put(parameter.getId(), part))
                        .as("%s of %s comes once", parameter.getName(), layer.layer())
                        .isNull();
                start = end;
            }
            assertThat(layer.columns()).isEqualTo(start);
            assertThat(matrix[0]).hasSize(start);
        }
        for (Parameter parameter : trial.network().getParameters().values()) {
            String id = parameter.getId();
            if (which.test(parameter)) {
                assertThat(actual).as(parameter.getName()).containsKey(id);
                assertClose(parameter.getName(), actual.get(id), expected.get(id), tolerance);
            } else {
                assertThat(actual).as(parameter.getName()).doesNotContainKey(id);
            }
        }
    }

    /** What a layer computes without its rows, against its rows. */
    private static void assertOperations(Trial trial, NetworkJacobian jacobian, double tolerance) {
        int n = jacobian.samples();
        int r = jacobian.rows();
        for (LayerJacobian layer : jacobian.layers()) {
            double[][] matrix = rows(layer.matrix(), n * r);
            double[][] products = products(matrix);
            assertThat(layer.products(layer).getShape())
                    .isEqualTo(shape(products.length, products.length));
            assertClose(layer.layer(), rows(layer.products(layer), n * r), products, tolerance);
            double[][] traces = new double[n][n];
            double[][] norms = new double[n][r];
            for (int s = 0; s < n; s++) {
                for (int i = 0; i < r; i++) {
                    norms[s][i] = products[s * r + i][s * r + i];
                    for (int t = 0; t < n; t++) {
                        traces[s][t] += products[s * r + i][t * r + i];
                    }
                }
            }
            assertThat(layer.traces(layer).getShape()).isEqualTo(shape(n, n));
            assertClose(layer.layer(), rows(layer.traces(layer), n), traces, tolerance);
            assertThat(layer.squaredNorms().getShape()).isEqualTo(shape(n, r));
            assertClose(layer.layer(), rows(layer.squaredNorms(), n), norms, tolerance);
            try (NDArray w =
                    trial.numbers(
                            shape(n, r), jacobian.outputs().getDataType(), new Random(SEED + 2))) {
                double[] weights = Trial.wide(w);
                double[] sum = new double[(int) layer.columns()];
                for (int row = 0; row < matrix.length; row++) {
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += weights[row] * matrix[row][i];
                    }
                }
                assertThat(layer.weightedSum(w).getShape()).isEqualTo(shape(sum.length));
                assertClose(
                        layer.layer(),
                        rows(layer.weightedSum(w), 1),
                        new double[][] {sum},
                        tolerance);
            }
        }
    }

    private static double[][] products(double[][] matrix) {
        double[][] products = new double[matrix.length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix.length; j++) {
                for (int c = 0; c < matrix[i].length; c++) {
                    products[i][j] += matrix[i][c] * matrix[j][c];
                }
            }
        }
        return products;
    }

    private static double[][] rows(NDArray array, int rows) {
        double[] values = Trial.wide(array);
        int columns = values.length / rows;
        double[][] matrix = new double[rows][];
        for (int row = 0; row < rows; row++) {
            matrix[row] = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
        }
        return matrix;
    }

    private static void assertClose(
            String what, double[][] actual, double[][] expected, double tolerance) {
        double largest =
                Arrays.stream(expected)
                        .flatMapToDouble(Arrays::stream)
                        .map(Math::abs)
                        .max()
                        .orElse(0);
        assertThat(actual).as(what).hasDimensions(expected.length, expected[0].length);
        for (int row = 0; row < expected.length; row++) {
            assertThat(actual[row])
                    .as("%s, row %d, seed %d", what, row, SEED)
                    .containsExactly(expected[row], within(tolerance * (1 + largest)));
        }
    }

    @OnEachEngine
    void ofDenseLayers(String engine) {
        assertAgrees(engine, shape(5, 4), Networks.linear(3));
        assertAgrees(
                engine,
                shape(4, 5),
                Networks.linear(6),
                Activation.tanhBlock(),
                Linear.builder().setUnits(5).optBias(false).build(),
                Activation.reluBlock(),
                Networks.linear(4),
                Activation.sigmoidBlock(),
                Networks.linear(3));
    }

    @OnEachEngine
    void ofDenseLayersAtEachPositionOfASequence(String engine) {
        assertAgrees(engine, shape(3, 5, 4), Networks.linear(2));
        assertAgrees(engine, shape(3, 5, 4), Networks.sequence());
        assertAgrees(
                engine,
                shape(2, 2, 3, 4),
                Networks.linear(3),
                Activation.leakyReluBlock(0.2f),
                MaxoutLinear.builder().setUnits(2).setPieces(3).build(),
                Blocks.batchFlattenBlock(),
                Networks.linear(2));
    }

    @OnEachEngine
    void ofMaxoutLayers(String engine) {
        assertAgrees(
                engine,
                shape(5, 4),
                MaxoutLinear.builder().setUnits(4).setPieces(3).build(),
                MaxoutLinear.builder()
                        .setUnits(3)
                        .setPieces(2)
                        .optLayout(PieceLayout.UNIT_MAJOR)
                        .build(),
                MaxoutLinear.builder().setUnits(3).setPieces(5).optBias(false).build(),
                Networks.linear(6),
                Maxout.block(3),
                Networks.linear(6),
                Maxout.block(2, -1, PieceLayout.UNIT_MAJOR));
    }

    /** A border of zeros without a bias: all pieces are equal there, and the first one wins. */
    @OnEachEngine
    void ofTiedPieces(String engine) {
        assertAgrees(
                engine,
                shape(3, 2, 3, 3),
                Networks.convolution(2),
                MaxoutConv2d.builder()
                        .setFilters(2)
                        .setPieces(3)
                        .setKernelShape(shape(1, 1))
                        .optPadding(shape(1, 1))
                        .optBias(false)
                        .build(),
                MaxoutConv2d.builder()
                        .setFilters(2)
                        .setPieces(2)
                        .setKernelShape(shape(2, 2))
                        .build());
    }

    @OnEachEngine
    void ofConvolutionsInOneDimension(String engine) {
        assertAgrees(
                engine,
                shape(3, 2, 9),
                Conv1d.builder()
                        .setFilters(3)
                        .setKernelShape(shape(3))
                        .optPadding(shape(1))
                        .optStride(shape(2))
                        .build(),
                Activation.tanhBlock(),
                MaxoutConv1d.builder().setFilters(2).setPieces(3).setKernelShape(shape(2)).build(),
                Conv1d.builder()
                        .setFilters(2)
                        .setKernelShape(shape(2))
                        .optDilation(shape(2))
                        .optBias(false)
                        .build());
    }

    @OnEachEngine
    void ofConvolutionsInTwoDimensions(String engine) {
        assertAgrees(
                engine,
                shape(3, 2, 6, 5),
                Conv2d.builder()
                        .setFilters(4)
                        .setKernelShape(shape(3, 2))
                        .optPadding(shape(1, 0))
                        .optStride(shape(2, 1))
                        .build(),
                Activation.reluBlock(),
                Conv2d.builder()
                        .setFilters(4)
                        .setKernelShape(shape(2, 2))
                        .optGroups(2)
                        .optPadding(shape(1, 1))
                        .build(),
                Activation.tanhBlock(),
                MaxoutConv2d.builder()
                        .setFilters(4)
                        .setPieces(3)
                        .setKernelShape(shape(2, 2))
                        .optDilation(shape(2, 2))
                        .optGroups(2)
                        .build());
        assertAgrees(
                engine,
                shape(3, 4, 4, 4),
                MaxoutConv2d.builder()
                        .setFilters(4)
                        .setPieces(2)
                        .setKernelShape(shape(3, 3))
                        .optGroups(4)
                        .optBias(false)
                        .optLayout(PieceLayout.UNIT_MAJOR)
                        .build(),
                Conv2d.builder().setFilters(3).setKernelShape(shape(1, 1)).build());
    }

    @OnEachEngine
    void ofConvolutionsInThreeDimensions(String engine) {
        assertAgrees(
                engine,
                shape(2, 2, 4, 3, 4),
                Conv3d.builder()
                        .setFilters(2)
                        .setKernelShape(shape(2, 2, 2))
                        .optPadding(shape(1, 0, 0))
                        .optStride(shape(2, 1, 1))
                        .build(),
                Activation.tanhBlock(),
                MaxoutConv3d.builder()
                        .setFilters(2)
                        .setPieces(2)
                        .setKernelShape(shape(2, 2, 2))
                        .optGroups(2)
                        .build());
    }

    @OnEachEngine
    void ofPoolsAndFlattening(String engine) {
        assertAgrees(
                engine,
                shape(3, 2, 8, 8),
                Networks.convolution(3),
                Pool.maxPool2dBlock(shape(2, 2), shape(2, 2)),
                Networks.convolution(2),
                Pool.avgPool2dBlock(shape(2, 2), shape(2, 2)),
                Blocks.batchFlattenBlock(),
                Networks.linear(3));
        assertAgrees(
                engine,
                shape(2, 2, 5, 5),
                Networks.maxoutConvolution(4, 2, 1),
                Pool.maxPool2dBlock(shape(3, 3), shape(1, 1)),
                Networks.convolution(3),
                Pool.globalAvgPool2dBlock(),
                Networks.linear(2));
        assertAgrees(
                engine,
                shape(3, 2, 8),
                Conv1d.builder().setFilters(3).setKernelShape(shape(3)).build(),
                Pool.maxPool1dBlock(shape(2), shape(2)),
                Blocks.batchFlattenBlock(),
                Networks.linear(2));
    }

    @OnEachEngine
    void ofBatchNormalizationAndDropoutInEvaluation(String engine) {
        assertAgreesInEvaluation(engine, shape(4, 5), Networks.normalized());
        assertAgreesInEvaluation(
                engine,
                shape(3, 2, 4, 4),
                Networks.convolution(3),
                BatchNorm.builder().build(),
                Activation.reluBlock(),
                Dropout.builder().optRate(0.4f).build(),
                Blocks.batchFlattenBlock(),
                Networks.linear(4),
                BatchNorm.builder().optScale(false).optEpsilon(0.1f).build(),
                Networks.linear(3),
                BatchNorm.builder().optCenter(false).build());
        assertAgreesInEvaluation(
                engine, shape(3, 4, 5), BatchNorm.builder().optAxis(2).build(), Networks.linear(3));
    }

    @OnEachEngine
    void ofActivationFunctions(String engine) {
        assertAgrees(
                engine,
                shape(4, 5),
                Networks.linear(6),
                Activation.eluBlock(1.3f),
                Networks.linear(5),
                Activation.geluBlock(),
                Networks.linear(5),
                Activation.softPlusBlock(),
                Networks.linear(5),
                Activation.swishBlock(1f),
                Networks.linear(2));
    }

    @OnEachEngine
    void ofBranches(String engine) {
        assertAgrees(
                engine,
                shape(4, 5),
                Networks.linear(4),
                new ParallelBlock(
                        Networks.sum(),
                        List.of(
                                new SequentialBlock()
                                        .add(Networks.linear(6))
                                        .add(Activation::tanh)
                                        .add(
                                                new SequentialBlock()
                                                        .add(Networks.linear(5))
                                                        .add(Activation::relu)
                                                        .add(Networks.linear(4))),
                                Blocks.identityBlock())),
                new ParallelBlock(
                        Networks.concatenation(),
                        List.of(
                                MaxoutLinear.builder().setUnits(3).setPieces(2).build(),
                                Networks.linear(2))),
                Networks.linear(3));
        assertAgrees(engine, shape(4, 7), Networks.gated());
        assertAgreesInEvaluation(engine, shape(2, 2, 8, 8), Networks.convolutional());
    }

    @OnEachEngine
    void ofUnknownBlocks(String engine) {
        assertAgrees(engine, shape(4, 3), new ForeignBlocks.Swish());
        assertAgrees(
                engine,
                shape(3, 5),
                Networks.linear(4),
                new ForeignBlocks.Swish(),
                MaxoutLinear.builder().setUnits(4).setPieces(2).build(),
                LayerNorm.builder().build(),
                new ForeignBlocks.Gate(
                        Networks.linear(3),
                        new SequentialBlock().add(Networks.linear(3)).add(Activation::tanh)),
                new LambdaBlock(list -> new NDList(list.head().softmax(-1)), "softmax"),
                Networks.linear(2));
        if ("PyTorch".equals(engine)) {
            return; // DJL has no PReLU there
        }
        Block prelu = Activation.preluBlock();
        prelu.setInitializer(Initializer.ONES, parameter -> true);
        assertAgrees(
                engine,
                shape(3, 2, 4, 4),
                Networks.convolution(2),
                prelu,
                Blocks.batchFlattenBlock(),
                Networks.linear(2));
    }

    @OnEachEngine
    void ofAWholeNetworkThatCannotBeRead(String engine) {
        Block network = Networks.sequence();
        try (Trial trial = new Trial(engine, network, shape(3, 2, 4), DataType.FLOAT64, SEED)) {
            NetworkWalk unread = NetworkWalk.of(network, shape(3, 9)).withType(DataType.FLOAT64);
            assertThat(unread.explanation()).isPresent();
            assertAgrees(trial, unread, TRAINED, NaiveDerivatives.byBackwardPasses(trial), EXACT);
        }
    }

    private static Block twoInputs() {
        return new ForeignBlocks.TwoInputs(Networks.linear(2), Networks.linear(2));
    }

    /** The halves of one input are two. */
    @OnEachEngine
    void ofSeveralInputs(String engine) {
        assertAgrees(engine, shape(3, 6), new ForeignBlocks.Halves(twoInputs()));
        Block two = twoInputs();
        Block one = new ForeignBlocks.Halves(two);
        try (Trial trial = new Trial(engine, one, shape(3, 6), DataType.FLOAT64, SEED)) {
            NaiveDerivatives expected = NaiveDerivatives.byBackwardPasses(trial);
            NetworkWalk walk =
                    NetworkWalk.of(two, shape(3, 3), shape(3, 3)).withType(DataType.FLOAT64);
            NDList halves = trial.input().head().split(2, 1);
            try (NetworkJacobian jacobian = walk.jacobian(halves, TRAINED)) {
                assertLayers(trial, jacobian, TRAINED, expected.parameters(), EXACT);
                assertOperations(trial, jacobian, EXACT);
            }
        }
    }

    @OnEachEngine
    void ofSharedParameters(String engine) {
        Linear twice = Networks.linear(4);
        assertAgrees(
                engine,
                shape(3, 4),
                twice,
                Activation.tanhBlock(),
                twice,
                Activation.reluBlock(),
                Networks.linear(2));
        Conv2d both = Networks.convolution(2);
        assertAgrees(
                engine,
                shape(2, 2, 4, 4),
                new ParallelBlock(
                        Networks.sum(),
                        List.of(
                                new SequentialBlock().add(both).add(Activation::tanh),
                                new SequentialBlock().add(both))),
                both,
                Blocks.batchFlattenBlock(),
                Networks.linear(2));
        ForeignBlocks.Swish unknown = new ForeignBlocks.Swish();
        assertAgrees(engine, shape(3, 4), unknown, Networks.linear(4), unknown);
        // Once where it is seen, and once inside of a block that is not read.
        Linear seen = Networks.linear(4);
        assertAgrees(
                engine,
                shape(3, 4),
                seen,
                Activation.tanhBlock(),
                new ForeignBlocks.Gate(seen, Networks.linear(4)),
                Networks.linear(2));
    }

    @OnEachEngine
    void ofTheParametersThatAreAskedFor(String engine) {
        List<Predicate<Parameter>> choices =
                List.of(
                        TRAINED,
                        parameter -> true,
                        parameter -> false,
                        parameter -> parameter.getType() == Parameter.Type.BIAS,
                        parameter -> parameter.getType() == Parameter.Type.WEIGHT);
        for (Predicate<Parameter> which : choices) {
            Linear frozen = Networks.linear(4);
            frozen.freezeParameters(true);
            assertAgrees(
                    engine,
                    shape(3, 4),
                    which,
                    Networks.linear(5),
                    Activation.tanhBlock(),
                    frozen,
                    Activation.reluBlock(),
                    Networks.linear(2));
            assertAgrees(
                    engine,
                    shape(2, 2, 3, 3),
                    which,
                    Networks.maxoutConvolution(2, 2, 2),
                    Blocks.batchFlattenBlock(),
                    new ForeignBlocks.Swish(),
                    Networks.linear(2));
        }
        Linear last = Networks.linear(2);
        assertAgrees(
                engine,
                shape(3, 4),
                last.getDirectParameters().values()::contains,
                Networks.linear(5),
                Activation.tanhBlock(),
                last);
    }

    @OnEachEngine
    void ofOneSampleAndOneOutput(String engine) {
        assertAgrees(engine, shape(1, 1), Networks.linear(1));
        assertAgrees(
                engine,
                shape(1, 4),
                MaxoutLinear.builder().setUnits(3).setPieces(2).build(),
                Networks.linear(1));
        assertAgrees(
                engine,
                shape(1, 2, 3, 3),
                Networks.convolution(2),
                Activation.reluBlock(),
                Conv2d.builder().setFilters(1).setKernelShape(shape(3, 3)).build());
        assertAgrees(engine, shape(1, 3), new ForeignBlocks.Swish(), Networks.linear(1));
    }

    /** Without a parameter nothing tells the network's engine: it is DJL's default. */
    @Test
    void ofANetworkWithoutParameters() {
        assertAgrees(Engine.getInstance().getEngineName(), shape(3, 4), Activation.tanhBlock());
    }

    @OnEachEngine
    void betweenTwoBatches(String engine) {
        Block network =
                new SequentialBlock()
                        .add(Networks.maxoutConvolution(4, 2, 2))
                        .add(Activation::tanh)
                        .add(Networks.convolution(2))
                        .add(Blocks.batchFlattenBlock())
                        .add(new ForeignBlocks.Swish())
                        .add(Networks.linear(2));
        Shape shape = shape(3, 2, 3, 3);
        try (Trial trial = new Trial(engine, network, shape, DataType.FLOAT64, SEED)) {
            NetworkWalk walk = NetworkWalk.of(network, shape).withType(DataType.FLOAT64);
            NDArray other =
                    trial.numbers(shape(5, 2, 3, 3), DataType.FLOAT64, new Random(SEED + 3));
            try (NetworkJacobian here = walk.jacobian(trial.input(), TRAINED);
                    NetworkJacobian there = walk.jacobian(new NDList(other), TRAINED)) {
                for (int i = 0; i < here.layers().size(); i++) {
                    LayerJacobian one = here.layers().get(i);
                    LayerJacobian two = there.layers().get(i);
                    double[][] rows = rows(one.matrix(), 6);
                    double[][] columns = rows(two.matrix(), 10);
                    double[][] products = new double[6][10];
                    double[][] traces = new double[3][5];
                    for (int s = 0; s < 6; s++) {
                        for (int t = 0; t < 10; t++) {
                            for (int c = 0; c < rows[s].length; c++) {
                                products[s][t] += rows[s][c] * columns[t][c];
                            }
                            traces[s / 2][t / 2] += s % 2 == t % 2 ? products[s][t] : 0;
                        }
                    }
                    assertClose(one.layer(), rows(one.products(two), 6), products, EXACT);
                    assertClose(one.layer(), rows(one.traces(two), 3), traces, EXACT);
                }
                LayerJacobian first = here.layers().get(0);
                LayerJacobian last = there.layers().get(there.layers().size() - 1);
                assertThatThrownBy(() -> first.products(last))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> first.traces(last))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    /** Float32 has 24 bits: some dozen sums lose a few of them. */
    @OnEachEngine
    void inTheTypeOfTheParameters(String engine) {
        Block network = Networks.sequence();
        try (Trial wide = new Trial(engine, network, shape(3, 2, 4), DataType.FLOAT64, SEED)) {
            NaiveDerivatives expected = NaiveDerivatives.byBackwardPasses(wide);
            Block narrow = Networks.sequence();
            try (Trial trial = new Trial(engine, narrow, shape(3, 2, 4), DataType.FLOAT32, SEED);
                    NetworkJacobian jacobian =
                            NetworkWalk.of(narrow, shape(3, 2, 4))
                                    .jacobian(trial.input(), TRAINED);
                    NetworkJacobian byInput =
                            NetworkWalk.of(narrow, shape(3, 2, 4)).inputJacobian(trial.input())) {
                assertThat(byInput.input().getDataType()).isEqualTo(DataType.FLOAT32);
                assertThat(jacobian.layers().get(0).matrix().getDataType())
                        .isEqualTo(DataType.FLOAT32);
                assertClose(
                        "input",
                        rows(byInput.input(), expected.input().length),
                        expected.input(),
                        1e-5);
            }
        }
    }

    /** In float32, as DJL's own blocks run; its rounding grows from step to step. */
    @OnEachEngine
    void ofRecurrentLayers(String engine) {
        Block network = Networks.recurrent();
        Shape shape = shape(2, 5, 4);
        try (Trial trial = new Trial(engine, network, shape, DataType.FLOAT32, SEED)) {
            NetworkWalk walk = NetworkWalk.of(network, shape);
            if ("PyTorch".equals(engine)) {
                NaiveDerivatives expected = NaiveDerivatives.byBackwardPasses(trial);
                assertAgrees(trial, walk, TRAINED, expected, 1e-4);
            } else {
                // The twin cannot be had there; UnreadNetworksTest differentiates by differences.
                try (NetworkJacobian jacobian = walk.jacobian(trial.input(), TRAINED)) {
                    assertThat(jacobian.layers()).hasSize(6);
                }
            }
        }
    }

    /** NaN is data like any other number. */
    @OnEachEngine
    void ofNumbersThatAreNone(String engine) {
        Block network = Networks.linear(2);
        try (Trial trial = new Trial(engine, network, shape(3, 2), DataType.FLOAT64, SEED)) {
            trial.set(
                    network.getDirectParameters().get("weight"),
                    new double[] {Double.NaN, 1, Double.POSITIVE_INFINITY, 2});
            try (NetworkJacobian jacobian =
                    NetworkWalk.of(network, shape(3, 2)).inputJacobian(trial.input())) {
                assertThat(rows(jacobian.input(), 6)[0]).containsExactly(Double.NaN, 1);
                // 0 times NaN and 1 times infinity
                assertThat(rows(jacobian.input(), 6)[1]).containsExactly(Double.NaN, 2);
            }
        }
    }

    @OnEachEngine
    void refusesWhatItCannotDo(String engine) {
        Block network = Networks.linear(2);
        try (Trial trial = new Trial(engine, network, shape(3, 2), DataType.FLOAT64, SEED)) {
            NDManager manager = trial.manager();
            NetworkWalk walk = NetworkWalk.of(network, shape(3, 2));
            NDArray x = trial.input().head();
            assertThatThrownBy(() -> walk.inputJacobian(new NDList(x, x)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 inputs");
            assertThatThrownBy(() -> walk.jacobian(new NDList(), TRAINED))
                    .isInstanceOf(IllegalArgumentException.class);
            NDArray none = manager.create(shape(0, 2), DataType.FLOAT64);
            assertThatThrownBy(() -> walk.jacobian(new NDList(none), TRAINED))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("sample");
            NDArray wrong = manager.ones(shape(3, 1), DataType.FLOAT64);
            assertThatThrownBy(() -> walk.gradients(trial.input(), wrong, TRAINED))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(3, 1)")
                    .hasMessageContaining("(3, 2)");
            NDArray v = manager.ones(shape(3, 2), DataType.FLOAT64);
            try (GradientCollector open = Engine.getEngine(engine).newGradientCollector()) {
                assertThatThrownBy(() -> walk.jacobian(trial.input(), TRAINED))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("gradient collector is open");
                assertThatThrownBy(() -> walk.gradients(trial.input(), v, TRAINED))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("gradient collector is open");
                assertThat(open).isNotNull();
            }
            if (engine.equals(Engine.getInstance().getEngineName())) {
                // Without values nothing tells the network's engine: it is DJL's default.
                NetworkWalk empty = NetworkWalk.of(Networks.linear(2), shape(3, 2));
                assertThatThrownBy(() -> empty.jacobian(trial.input(), TRAINED))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("initialize the network");
            }
            // And all that leaves nothing open.
            walk.jacobian(trial.input(), TRAINED).close();
        }
    }
}
