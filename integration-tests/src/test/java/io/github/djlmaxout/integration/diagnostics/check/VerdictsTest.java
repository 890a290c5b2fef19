// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.LSTM;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.check.LayerCheck;
import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.diagnostics.check.Verdict;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv2d;

import java.util.List;

/** What is called sick, and why, and what is not. */
class VerdictsTest {

    private static final Shape VECTORS = new Shape(16, 48);
    private static final Shape IMAGES = new Shape(8, 3, 12, 12);

    private static void assertFine(CheckedNetwork network) {
        try (network) {
            SignalCheck check = network.check();
            assertThat(check.findings()).as("%s", check).isEmpty();
            assertThat(check.verdict()).isEqualTo(Verdict.FINE);
            assertThat(check.layers()).allMatch(layer -> layer.verdict().equals(Verdict.FINE));
            assertThat(check.layers()).allMatch(layer -> layer.gradient() > 0);
            assertThat(check.toString().lines()).allMatch(line -> line.length() <= 100);
        }
    }

    /** The first finding, which is of a kind and at a layer. */
    private static Alarm assertSick(SignalCheck check, AlarmKind kind, String layer) {
        assertThat(check.verdict()).as("%s", check).isEqualTo(Verdict.of(kind));
        assertThat(check.toString().lines()).allMatch(line -> line.length() <= 100);
        Alarm finding = check.findings().get(0);
        assertThat(finding.kind()).isEqualTo(kind);
        assertThat(finding.place().name()).isEqualTo(layer);
        return finding;
    }

    private static Block convolution(int filters, int padding) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(3, 3))
                .optPadding(new Shape(padding, padding))
                .build();
    }

    private static Block maxoutConvolution(int filters, int pieces) {
        return MaxoutConv2d.builder()
                .setFilters(filters)
                .setPieces(pieces)
                .setKernelShape(new Shape(3, 3))
                .optPadding(new Shape(1, 1))
                .build();
    }

    private static Block residual(Block inner) {
        return new ParallelBlock(
                outputs -> new NDList(NDArrays.add(outputs.get(0).head(), outputs.get(1).head())),
                List.of(Blocks.identityBlock(), inner));
    }

    @OnEachEngine
    void deepDenseNetworksOfTheRightVarianceAreFine(String engine) {
        for (int pieces : new int[] {2, 3, 5}) {
            SequentialBlock network = CheckedNetwork.dense(20, 32, pieces);
            assertFine(new CheckedNetwork(engine, network, Scheme.maxout(), VECTORS));
            network = CheckedNetwork.dense(20, 32, pieces);
            assertFine(new CheckedNetwork(engine, network, Scheme.critical(), VECTORS));
        }
        // Narrow and deep: the second moment of such a network varies by powers of ten.
        SequentialBlock narrow = CheckedNetwork.relu(60, 16);
        assertFine(new CheckedNetwork(engine, narrow, Scheme.maxout(), VECTORS));
    }

    @OnEachEngine
    void otherHealthyNetworksAreFine(String engine) {
        SequentialBlock vgg =
                new SequentialBlock()
                        .add(maxoutConvolution(8, 3))
                        .add(maxoutConvolution(8, 3))
                        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                        .add(convolution(16, 1))
                        .add(Activation.reluBlock())
                        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                        .add(Blocks.batchFlattenBlock())
                        .add(Dropout.builder().optRate(0.5f).build())
                        .add(Linear.builder().setUnits(10).build());
        assertFine(new CheckedNetwork(engine, vgg, Scheme.maxout(), IMAGES));

        SequentialBlock residual =
                new SequentialBlock()
                        .add(convolution(8, 1))
                        .add(BatchNorm.builder().build())
                        .add(Activation.reluBlock());
        for (int i = 0; i < 4; i++) {
            residual.add(
                            residual(
                                    new SequentialBlock()
                                            .add(convolution(8, 1))
                                            .add(BatchNorm.builder().build())
                                            .add(Activation.reluBlock())
                                            .add(convolution(8, 1))
                                            .add(BatchNorm.builder().build())))
                    .add(Activation.reluBlock());
        }
        residual.add(Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(10).build());
        assertFine(new CheckedNetwork(engine, residual, Scheme.maxout(), IMAGES));

        SequentialBlock mixed =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(60).build())
                        .add(Maxout.block(3))
                        .add(LayerNorm.builder().build())
                        .add(Linear.builder().setUnits(30).build())
                        .add(Activation.tanhBlock())
                        .add(Linear.builder().setUnits(1).build());
        assertFine(new CheckedNetwork(engine, mixed, Scheme.maxout(), VECTORS));
        Shape one = new Shape(1, 48);
        assertFine(
                new CheckedNetwork(
                        engine, Linear.builder().setUnits(1).build(), Scheme.maxout(), one));
    }

    /** Whatever comes before a normalization, nothing of its size is left behind it. */
    @OnEachEngine
    void theSizeOfNormalizedWeightsDoesNotMatter(String engine) {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < 6; i++) {
            network.add(Linear.builder().setUnits(32).build())
                    .add(BatchNorm.builder().build())
                    .add(Activation.reluBlock());
        }
        network.add(Linear.builder().setUnits(10).build());
        CheckedNetwork checked = new CheckedNetwork(engine, network, Scheme.maxout(), VECTORS);
        checked.change(checked.parameter(0), weight -> 1e4 * weight);
        assertFine(checked);
    }

    @OnEachEngine
    void gainTwoOnFivePiecesExplodes(String engine) {
        SequentialBlock network = CheckedNetwork.dense(20, 32, 5);
        // c = 0.5555 times 3.6 is 2; the read-out has 3.6.
        try (CheckedNetwork sick =
                new CheckedNetwork(engine, network, Scheme.maxout(), VECTORS).scaled(3.6)) {
            SignalCheck check = sick.check();
            Alarm finding = assertSick(check, AlarmKind.EXPLODING, "01MaxoutLinear");
            assertThat(finding.evidence())
                    .matches("activation second moment grows 3\\.\\d+x per layer from 01Max.*");
            assertThat(finding.cause())
                    .matches("Variance (1\\.9|2|2\\.0)\\d* / fan-in on 5 pieces where 0\\.5555 .*");
            assertThat(finding.remedy())
                    .isEqualTo(
                            "InitializationPlan.of(network, shape, Scheme.maxout())"
                                    + ".apply(network) gives c = 0.5555");
            assertThat(check.layers().subList(0, 20))
                    .allMatch(layer -> layer.verdict().equals(Verdict.of(AlarmKind.EXPLODING)));
        }
    }

    @OnEachEngine
    void gainOneTenthVanishes(String engine) {
        SequentialBlock network = CheckedNetwork.dense(20, 32, 5);
        try (CheckedNetwork sick =
                new CheckedNetwork(engine, network, Scheme.maxout(), VECTORS).scaled(0.18)) {
            SignalCheck check = sick.check();
            assertThat(assertSick(check, AlarmKind.VANISHING, "01MaxoutLinear").evidence())
                    .contains("shrinks 5.");
        }
    }

    @OnEachEngine
    void sixtyReluLayersOfGainOneVanish(String engine) {
        SequentialBlock network = CheckedNetwork.relu(60, 32);
        try (CheckedNetwork sick =
                new CheckedNetwork(engine, network, Scheme.maxout(), VECTORS).scaled(0.5)) {
            Alarm finding = assertSick(sick.check(), AlarmKind.VANISHING, "01Linear");
            assertThat(finding.cause()).contains("/ fan-in where 2 / fan-in keeps the size");
            assertThat(finding.remedy()).endsWith("gives c = 2");
        }
    }

    /** Of the one layer that is wrong, nothing is said of the others. */
    @OnEachEngine
    void oneLayerOfAThousandfoldWeightsIsFound(String engine) {
        SequentialBlock network = CheckedNetwork.dense(6, 32, 3);
        try (CheckedNetwork sick = new CheckedNetwork(engine, network, Scheme.maxout(), VECTORS)) {
            sick.change(sick.parameter(4), weight -> 1000 * weight);
            SignalCheck check = sick.check();
            assertSick(check, AlarmKind.EXPLODING, "03MaxoutLinear");
            assertThat(check.layers())
                    .extracting(LayerCheck::verdict)
                    .containsExactly(
                            Verdict.FINE,
                            Verdict.FINE,
                            Verdict.of(AlarmKind.EXPLODING),
                            Verdict.FINE,
                            Verdict.FINE,
                            Verdict.FINE,
                            Verdict.FINE);
        }
    }

    /**
     * Yang et al. 2019, "A mean field theory of batch normalization": gradients of dense ReLU
     * networks with batch normalization grow by {@code pi / (pi - 1) = 1.47} a layer for large
     * batches, more for small ones.
     */
    @OnEachEngine
    void normalizationInAHundredLayersExplodes(String engine) {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < 60; i++) {
            network.add(Linear.builder().setUnits(32).build())
                    .add(BatchNorm.builder().build())
                    .add(Activation.reluBlock());
        }
        network.add(Linear.builder().setUnits(10).build());
        try (CheckedNetwork sick = new CheckedNetwork(engine, network, Scheme.maxout(), VECTORS)) {
            Alarm finding = assertSick(sick.check(), AlarmKind.EXPLODING, "01Linear");
            assertThat(finding.evidence()).matches("gradients grow 1\\.[4-7]\\d*x per layer .*");
            assertThat(finding.cause()).startsWith("Normalization in every layer");
        }
    }

    @OnEachEngine
    void identicalPiecesTie(String engine) {
        SequentialBlock network = CheckedNetwork.dense(3, 16, 3);
        try (CheckedNetwork sick = new CheckedNetwork(engine, network, Scheme.maxout(), VECTORS)) {
            Parameter weight = sick.parameter(2);
            float[] rows = weight.getArray().toFloatArray();
            int piece = rows.length / 3;
            System.arraycopy(rows, 0, rows, piece, piece);
            System.arraycopy(rows, 0, rows, 2 * piece, piece);
            weight.getArray().set(rows);
            Alarm finding = assertSick(sick.check(), AlarmKind.TIES, "02MaxoutLinear");
            assertThat(finding.evidence()).startsWith("100 % of the maxima in 02MaxoutLinear");
        }
    }

    @OnEachEngine
    void aDeadPieceIsFound(String engine) {
        SequentialBlock network = CheckedNetwork.dense(3, 16, 3);
        try (CheckedNetwork sick = new CheckedNetwork(engine, network, Scheme.maxout(), VECTORS)) {
            float[] biases = new float[48];
            biases[17] = -1e3f;
            sick.parameter(3).getArray().set(biases);
            SignalCheck check = sick.check();
            Alarm finding = assertSick(check, AlarmKind.DEAD, "02MaxoutLinear");
            assertThat(finding.evidence()).startsWith("1 of 48 pieces in 02MaxoutLinear lie");
            assertThat(check.layers().get(1).verdict()).isEqualTo(Verdict.of(AlarmKind.DEAD));
            assertThat(check.layers().get(1).note()).contains("biases vary by");
        }
    }

    @OnEachEngine
    void deadUnitsAreFound(String engine) {
        SequentialBlock network = CheckedNetwork.relu(3, 48);
        try (CheckedNetwork sick = new CheckedNetwork(engine, network, Scheme.maxout(), VECTORS)) {
            sick.change(sick.parameter(3), bias -> -1e3);
            SignalCheck check = sick.check();
            Alarm finding = assertSick(check, AlarmKind.DEAD, "03Linear");
            assertThat(finding.evidence()).isEqualTo("nothing but zeros comes out of 03Linear");
        }
    }

    @OnEachEngine
    void zeroInputsAreOneFinding(String engine) {
        CheckedNetwork maxout =
                new CheckedNetwork(
                        engine, CheckedNetwork.dense(3, 16, 3), Scheme.maxout(), VECTORS);
        try (maxout) {
            maxout.withBatch(maxout.manager().zeros(VECTORS));
            SignalCheck check = maxout.check();
            assertSick(check, AlarmKind.TIES, "input");
            assertThat(check.findings()).hasSize(1);
            assertThat(check.layers()).allMatch(layer -> Double.isNaN(layer.expectedForward()));
        }
        CheckedNetwork relu =
                new CheckedNetwork(engine, CheckedNetwork.relu(3, 16), Scheme.maxout(), VECTORS);
        try (relu) {
            relu.withBatch(relu.manager().zeros(VECTORS));
            assertSick(relu.check(), AlarmKind.DEAD, "input");
        }
    }

    @OnEachEngine
    void inputsOfAnotherSizeAreFound(String engine) {
        CheckedNetwork network =
                new CheckedNetwork(
                        engine, CheckedNetwork.dense(3, 16, 3), Scheme.maxout(), VECTORS);
        try (network) {
            network.withBatch(network.manager().ones(VECTORS).mul(200));
            Alarm finding = assertSick(network.check(), AlarmKind.EXPLODING, "input");
            assertThat(finding.remedy()).endsWith("root mean square, 200");
        }
    }

    @OnEachEngine
    void nanIsFoundWhereItIs(String engine) {
        CheckedNetwork network =
                new CheckedNetwork(
                        engine, CheckedNetwork.dense(4, 16, 3), Scheme.maxout(), VECTORS);
        try (network) {
            float[] weights = network.parameter(4).getArray().toFloatArray();
            weights[5] = Float.NaN;
            network.parameter(4).getArray().set(weights);
            SignalCheck check = network.check();
            Alarm finding = assertSick(check, AlarmKind.NON_FINITE, "03MaxoutLinear");
            assertThat(finding.cause()).isEqualTo("Its weights or biases hold NaN or infinity");
            assertThat(check.layers().get(4).verdict()).isEqualTo(Verdict.of(AlarmKind.NON_FINITE));
        }
        SequentialBlock logarithm = CheckedNetwork.dense(2, 16, 3);
        logarithm.add(new LambdaBlock(list -> new NDList(list.singletonOrThrow().log())));
        try (CheckedNetwork sick =
                new CheckedNetwork(engine, logarithm, Scheme.maxout(), VECTORS)) {
            assertThat(sick.check().verdict()).isEqualTo(Verdict.of(AlarmKind.NON_FINITE));
        }
    }

    @OnEachEngine
    void recurrentBlocksAreUnknown(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(
                                new LSTM.Builder()
                                        .setNumLayers(1)
                                        .setStateSize(16)
                                        .optBatchFirst(true)
                                        .build())
                        .add(Blocks.batchFlattenBlock())
                        .add(Linear.builder().setUnits(4).build());
        try (CheckedNetwork checked =
                new CheckedNetwork(engine, network, Scheme.maxout(), new Shape(6, 5, 12))) {
            SignalCheck check = checked.check();
            assertThat(check.layers())
                    .extracting(LayerCheck::name)
                    .containsExactly("01LSTM", "03Linear");
            LayerCheck lstm = check.layers().get(0);
            assertThat(lstm.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(lstm.note()).contains("no known layer");
            assertThat(lstm.forward()).isPositive();
            assertThat(lstm.expectedForward()).isNaN();
            LayerCheck linear = check.layers().get(1);
            assertThat(linear.forward()).isPositive();
            assertThat(linear.gradient()).isPositive();
            assertThat(check.verdict()).isEqualTo(Verdict.FINE);
            assertThat(check.toString()).contains("Verdict: fine; not judged: 01LSTM");
        }
    }

    @OnEachEngine
    void aNetworkWithoutLayersIsUnknown(String engine) {
        SequentialBlock network = new SequentialBlock().add(Activation.reluBlock());
        try (CheckedNetwork checked =
                new CheckedNetwork(engine, network, Scheme.maxout(), VECTORS)) {
            SignalCheck check = checked.check();
            assertThat(check.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(check.layers()).isEmpty();
        }
    }
}
