// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.plan;

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
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.initializer.Distribution;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Plans of networks as they stand. */
class AsFoundTest {

    private static final Shape VECTORS = new Shape(4, 64);
    private static final Shape IMAGES = new Shape(4, 3, 12, 12);

    private static SequentialBlock dense() {
        SequentialBlock network = new SequentialBlock();
        for (int pieces : new int[] {5, 3, 2, 5, 4}) {
            network.add(MaxoutLinear.builder().setUnits(64).setPieces(pieces).build());
        }
        return network.add(Dropout.builder().optRate(0.25f).build())
                .add(Linear.builder().setUnits(40).build())
                .add(Activation.reluBlock())
                .add(Linear.builder().setUnits(100).build());
    }

    private static SequentialBlock images() {
        return new SequentialBlock()
                .add(Layers.convolution(16, 5, 1))
                .add(Layers.convolution(16, 3, 1))
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Conv2d.builder().setFilters(12).setKernelShape(new Shape(3, 3)).build())
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(Blocks.batchFlattenBlock())
                .add(MaxoutLinear.builder().setUnits(32).setPieces(3).build())
                .add(Linear.builder().setUnits(100).build());
    }

    private static InitializationPlan plan(
            Block network, Shape input, Scheme scheme, String engine) {
        return InitializationPlan.builder(network, input)
                .optScheme(scheme)
                .optEngine(engine)
                .optSeed(3)
                .build();
    }

    private static void initialize(NDManager manager, Block network, Shape input) {
        network.initialize(manager, DataType.FLOAT32, input);
    }

    /** The relative standard error of the mean square of {@code N} normal weights, squared. */
    private static double squaredError(LayerPlan layer) {
        return 2.0 / (double) (layer.fanIn() * layer.units() * layer.pieces());
    }

    /**
     * A prediction changes with the c of each layer by no larger a share than c: a maxout or ReLU
     * layer multiplies by it, a bias, a normalization and what lies behind less. The errors of the
     * layers are independent, so 5 standard errors of a prediction are at most 5 roots of the sum
     * of the layers' squared ones. Only a drawn bias, 0 or constant, is found exactly.
     */
    private static void assertAgree(InitializationPlan found, InitializationPlan drawn) {
        List<LayerPlan> layers = drawn.layers();
        double squared = layers.stream().mapToDouble(AsFoundTest::squaredError).sum();
        double tolerance = 5 * Math.sqrt(squared);
        // A tolerance that says something: the growth of gain 2 on 3 pieces is 0.57.
        assertThat(tolerance).isLessThan(0.4);
        assertThat(found.layers()).hasSameSizeAs(layers);
        for (int i = 0; i < layers.size(); i++) {
            LayerPlan expected = layers.get(i);
            LayerPlan actual = found.layers().get(i);
            assertThat(actual.distribution()).isEqualTo(Distribution.FOUND);
            assertThat(actual.c() / expected.c())
                    .as(actual.name())
                    .isCloseTo(1, within(5 * Math.sqrt(squaredError(expected))));
            assertThat(actual.bias()).isCloseTo(expected.bias(), within(1e-6));
            assertThat(actual.note()).doesNotContain("mean").doesNotContain("vary");
            assertRatio(actual.forward(), expected.forward(), tolerance);
            assertRatio(actual.gradient(), expected.gradient(), tolerance);
        }
        assertRatio(found.jacobian(), drawn.jacobian(), tolerance);
    }

    private static void assertRatio(double actual, double expected, double tolerance) {
        assertThat(expected).isPositive();
        assertThat(Math.log(actual / expected)).isCloseTo(0, within(tolerance));
    }

    @OnEachEngine
    void predictsWhatTheDrawnPlanDid(String engine) {
        for (Scheme scheme : List.of(Scheme.maxout(), Scheme.critical())) {
            try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
                SequentialBlock network = dense();
                InitializationPlan drawn = plan(network, VECTORS, scheme, engine);
                drawn.apply(network);
                initialize(manager, network, VECTORS);
                InitializationPlan found = plan(network, VECTORS, Scheme.asFound(), engine);
                assertAgree(found, drawn);
                assertThat(found.toString()).contains("as found", "forward");
            }
            try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
                SequentialBlock network = images();
                InitializationPlan drawn = plan(network, IMAGES, scheme, engine);
                drawn.apply(network);
                initialize(manager, network, IMAGES);
                assertAgree(plan(network, IMAGES, Scheme.asFound(), engine), drawn);
            }
        }
    }

    /** DJL's own initializer has c = 2 on each layer, and the growth is c M(K). */
    @OnEachEngine
    void findsTheVarianceThatDjlGives(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            SequentialBlock network = new SequentialBlock();
            network.add(Linear.builder().setUnits(200).build())
                    .add(Linear.builder().setUnits(150).build());
            initialize(manager, network, VECTORS);
            List<LayerPlan> layers = plan(network, VECTORS, Scheme.asFound(), engine).layers();
            assertThat(layers.get(0).c()).isCloseTo(2, within(10 * Math.sqrt(2 / 12800.0)));
            assertThat(layers.get(1).c()).isCloseTo(2, within(10 * Math.sqrt(2 / 30000.0)));
            assertThat(layers.get(1).forward())
                    .isCloseTo(layers.get(0).c() * layers.get(1).c(), within(1e-9));
        }
    }

    @OnEachEngine
    void float64NetworksAreReadInFull(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            SequentialBlock network = dense();
            plan(network, VECTORS, Scheme.maxout(), engine).apply(network);
            network.initialize(manager, DataType.FLOAT64, VECTORS);
            double[] weights = network.getParameters().valueAt(0).getArray().toDoubleArray();
            double square = Arrays.stream(weights).map(w -> w * w).average().orElseThrow();
            LayerPlan layer = plan(network, VECTORS, Scheme.asFound(), engine).layers().get(0);
            // Two ways to sum 20,480 squares.
            assertThat(layer.c()).isCloseTo(64 * square, within(1e-12));
            float[] batch = new float[4 * 64];
            Arrays.fill(batch, 1);
            InitializationPlan measured = measured(network, manager, batch);
            assertThat(measured.layers()).allMatch(l -> Double.isFinite(l.measured()));
        }
    }

    private static InitializationPlan measured(Block network, NDManager manager, float[] batch) {
        return InitializationPlan.builder(network, VECTORS)
                .optScheme(Scheme.asFound())
                .optBatch(manager.create(batch, VECTORS))
                .build();
    }

    /** On a batch the network's own weights are measured, whatever the seed. */
    @OnEachEngine
    void measuresTheNetworkItself(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            SequentialBlock network = dense();
            plan(network, VECTORS, Scheme.critical(), engine).withSeed(9).apply(network);
            initialize(manager, network, VECTORS);
            float[] batch = new float[4 * 64];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = i % 3 - 1;
            }
            List<float[]> before = values(network);
            InitializationPlan found = measured(network, manager, batch);
            NDArray x = manager.create(batch, VECTORS);
            double layer = Double.NaN;
            try (NDArray y = forwardFirst(network, x)) {
                layer = y.pow(2).mean().getFloat();
            }
            // Sums of 256 float squares.
            assertThat(found.layers().get(0).measured()).isCloseTo(layer, within(1e-5 * layer));
            List<float[]> after = values(network);
            for (int i = 0; i < before.size(); i++) {
                assertThat(after.get(i)).isEqualTo(before.get(i));
            }
        }
    }

    private static NDArray forwardFirst(SequentialBlock network, NDArray x) {
        Block first = network.getChildren().valueAt(0);
        return first.forward(new ParameterStore(x.getManager(), false), new NDList(x), false)
                .singletonOrThrow();
    }

    private static List<float[]> values(Block network) {
        List<float[]> values = new ArrayList<>();
        for (Parameter parameter : network.getParameters().values()) {
            values.add(parameter.getArray().toFloatArray());
        }
        return values;
    }

    @OnEachEngine
    void hasNothingToApplyAndNothingToFindBeforeInitialize(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            SequentialBlock network = dense();
            assertThatThrownBy(() -> plan(network, VECTORS, Scheme.asFound(), engine))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("01MaxoutLinear has no weights yet");
            initialize(manager, network, VECTORS);
            InitializationPlan found = plan(network, VECTORS, Scheme.asFound(), engine);
            List<float[]> before = values(network);
            assertThatThrownBy(() -> found.apply(network))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("Scheme.maxout()");
            assertThat(values(network).get(0)).isEqualTo(before.get(0));
        }
    }
}
