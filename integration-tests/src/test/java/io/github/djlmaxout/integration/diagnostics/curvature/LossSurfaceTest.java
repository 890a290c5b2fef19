// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.curvature;

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
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.probe.LossSurface;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.ParameterSpan;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.List;

class LossSurfaceTest {

    private static final long SEED = 21;

    static SequentialBlock convolutional() {
        return new SequentialBlock()
                .add(
                        Conv2d.builder()
                                .setFilters(3)
                                .setKernelShape(new Shape(3, 3))
                                .optPadding(new Shape(1, 1))
                                .build())
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(
                        MaxoutConv2d.builder()
                                .setFilters(2)
                                .setPieces(2)
                                .setKernelShape(new Shape(3, 3))
                                .build())
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Dropout.builder().optRate(0.5f).build())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(3).build());
    }

    static SequentialBlock dense() {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(4).build())
                .add(Activation.reluBlock())
                .add(MaxoutLinear.builder().setUnits(3).setPieces(3).build())
                .add(Linear.builder().setUnits(2).build());
    }

    @OnEachEngine
    void isTheLossOfTheEvaluatedNetwork(String engine) {
        assertLossAndGradient(
                engine, convolutional(), new Shape(4, 2, 6, 6), Loss.softmaxCrossEntropyLoss());
        assertLossAndGradient(engine, dense(), new Shape(5, 3), Loss.l2Loss());
        assertLossAndGradient(
                engine, dense(), new Shape(5, 3), Loss.sigmoidBinaryCrossEntropyLoss());
        assertLossAndGradient(engine, dense(), new Shape(1, 3), Loss.l1Loss());
    }

    /** Central differences of step 1e-6: 1e-12 by the third derivative, 1e-10 by rounding. */
    private static void assertLossAndGradient(String engine, Block block, Shape shape, Loss loss) {
        try (LossCase one = new LossCase(engine, block, shape, loss, SEED)) {
            LossSurface surface = one.surface();
            double[] none = new double[surface.dimension()];
            double before = one.evaluated();
            // sums in another order
            assertThat(surface.value(none)).as("seed %d", SEED).isCloseTo(before, within(1e-13));
            double[] gradient = surface.gradient(none);
            double h = 1e-6;
            for (int i = 0; i < gradient.length; i += 1 + gradient.length / 25) {
                double[] origin = surface.origin();
                double slope =
                        (one.evaluatedAt(surface.spans(), origin, i, i, h / 2, 1)
                                        - one.evaluatedAt(surface.spans(), origin, i, i, -h / 2, 1))
                                / (2 * h);
                assertThat(gradient[i])
                        .as("%s, entry %d, seed %d", loss.getName(), i, SEED)
                        .isCloseTo(slope, within(1e-8));
                none[i] = h;
                assertThat(surface.value(none))
                        .isCloseTo(
                                one.evaluatedAt(surface.spans(), origin, i, i, h / 2, 1),
                                within(1e-11));
                none[i] = 0;
            }
            // a second pass neither adds to nor overwrites the first
            assertThat(surface.gradient(none)).containsExactly(gradient);
            assertThat(one.evaluated()).isEqualTo(before);
        }
    }

    @OnEachEngine
    void pullsBackThroughTheNetwork(String engine) {
        try (LossCase one = new LossCase(engine, dense(), new Shape(2, 3), Loss.l2Loss(), SEED)) {
            LossSurface surface = one.surface();
            double[] none = new double[surface.dimension()];
            double[] outputs = surface.outputs(none);
            double[] labels = one.labels().head().toDoubleArray();
            double[] residuals = new double[outputs.length];
            for (int i = 0; i < outputs.length; i++) {
                residuals[i] = (outputs[i] - labels[i]) / outputs.length;
            }
            assertThat(surface.pullBack(residuals))
                    .containsExactly(surface.gradient(none), within(1e-14));
            assertThatThrownBy(() -> surface.pullBack(1, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 weights for 4 outputs");
        }
    }

    @OnEachEngine
    void namesParametersAndLeavesOutFrozenOnes(String engine) {
        try (LossCase one =
                new LossCase(
                        engine,
                        convolutional(),
                        new Shape(2, 2, 6, 6),
                        Loss.softmaxCrossEntropyLoss(),
                        SEED)) {
            List<ParameterSpan> spans = one.surface().spans();
            assertThat(spans)
                    .extracting(ParameterSpan::name)
                    .containsExactly(
                            "01Conv2d/weight",
                            "01Conv2d/bias",
                            "02BatchNorm/gamma",
                            "02BatchNorm/beta",
                            "04MaxoutConv2d/weight",
                            "04MaxoutConv2d/bias",
                            "08Linear/weight",
                            "08Linear/bias");
            int end = 0;
            for (ParameterSpan span : spans) {
                assertThat(span.offset()).isEqualTo(end);
                end = span.end();
            }
            assertThat(one.surface().dimension()).isEqualTo(end);
            one.network().getChildren().get("01Conv2d").freezeParameters(true);
            assertThat(one.surface().spans()).hasSize(6);
            one.network().freezeParameters(true);
            assertThatThrownBy(one::surface)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nothing to differentiate by");
        }
    }

    @OnEachEngine
    void refusesWhatItCannotDo(String engine) {
        try (LossCase one = new LossCase(engine, dense(), new Shape(2, 3), Loss.l2Loss(), SEED)) {
            LossSurface surface = one.surface();
            assertThatThrownBy(() -> surface.value(1, 2, 3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3 numbers, expected " + surface.dimension());
            NDList empty = new NDList(one.manager().create(new float[0], new Shape(0, 3)));
            assertThatThrownBy(
                            () ->
                                    LossSurface.of(
                                            one.walk(),
                                            empty,
                                            one.labels(),
                                            one.loss(),
                                            Parameter::requiresGradient))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no samples");
            double[] none = new double[surface.dimension()];
            try (GradientCollector open = Engine.getEngine(engine).newGradientCollector()) {
                assertThat(open).isNotNull();
                assertThatThrownBy(() -> surface.gradient(none))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("gradient collector is open");
            }
            NetworkWalk fresh = NetworkWalk.of(dense(), new Shape(2, 3));
            assertThatThrownBy(
                            () ->
                                    LossSurface.of(
                                            fresh,
                                            one.batch(),
                                            one.labels(),
                                            one.loss(),
                                            Parameter::requiresGradient))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    /** As networks are trained: float32 weights, class labels of several types. */
    @OnEachEngine
    void takesNetworksOfSinglePrecision(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            SequentialBlock network = dense();
            network.initialize(manager, DataType.FLOAT32, new Shape(3, 5));
            NDArray x = manager.ones(new Shape(3, 5));
            for (DataType type : List.of(DataType.FLOAT32, DataType.INT32, DataType.INT64)) {
                NDArray labels =
                        manager.create(new float[] {0, 1, 1}, new Shape(3)).toType(type, true);
                LossSurface surface =
                        LossSurface.of(
                                NetworkWalk.of(network, new Shape(3, 5)),
                                new NDList(x),
                                new NDList(labels),
                                Loss.softmaxCrossEntropyLoss(),
                                Parameter::requiresGradient);
                double[] none = new double[surface.dimension()];
                assertThat(surface.value(none)).isPositive();
                assertThat(surface.gradient(none)).hasSize(none.length);
            }
            for (Parameter parameter : network.getParameters().values()) {
                assertThat(parameter.getArray().getDataType()).isEqualTo(DataType.FLOAT32);
            }
        }
    }
}
