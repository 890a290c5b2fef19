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
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.InitializationPlanBuilder;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.List;
import java.util.SplittableRandom;

/** Initialization that measures on a batch. */
class DataDependentTest {

    private static final Shape IMAGES = new Shape(8, 3, 8, 8);

    private static SequentialBlock network() {
        return new SequentialBlock()
                .add(Layers.convolution(12, 5, 1))
                .add(Layers.convolution(12, 5, 1))
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Layers.convolution(12, 5, 1))
                .add(Blocks.batchFlattenBlock())
                .add(MaxoutLinear.builder().setUnits(32).setPieces(5).build())
                .add(Linear.builder().setUnits(10).build());
    }

    /** Smooth images with a mean of their own, far from the white noise of the theory. */
    private static NDArray images(NDManager manager) {
        SplittableRandom random = new SplittableRandom(3);
        float[] values = new float[Math.toIntExact(IMAGES.size())];
        for (int i = 0; i < values.length; i++) {
            double position = i % 64 / 64.0;
            values[i] = (float) (2 + 3 * Math.sin(6 * position) + 0.3 * random.nextGaussian());
        }
        return manager.create(values, IMAGES);
    }

    private static void assertReaches(String name, Scheme base) {
        Engine engine = Engine.getEngine(name);
        Block network = network();
        try (NDManager manager = engine.newBaseManager()) {
            NDArray batch = images(manager);
            InitializationPlan plan =
                    InitializationPlan.builder(network, IMAGES)
                            .optEngine(name)
                            .optScheme(Scheme.dataDependent(batch).withBase(base))
                            .build()
                            .withSeed(11);
            for (LayerPlan layer : plan.layers().subList(0, 4)) {
                assertThat(layer.measured()).as(plan.toString()).isCloseTo(1, within(0.01));
            }
            plan.apply(network);
            network.initialize(manager, DataType.FLOAT32, IMAGES);
            NDList signal = new NDList(batch);
            ParameterStore store = new ParameterStore(manager, false);
            int layer = 0;
            for (Block block : network.getChildren().values()) {
                signal = block.forward(store, signal, false);
                boolean measured = layer == 0 || layer == 2 || layer == 3 || layer == 5;
                if (measured) {
                    double sum = 0;
                    float[] values = signal.head().toFloatArray();
                    for (float value : values) {
                        sum += (double) value * value;
                    }
                    assertThat(sum / values.length).isCloseTo(1, within(0.011));
                }
                layer++;
            }
        }
    }

    @OnEachEngine
    void reachesItsTargetInTheRealNetwork(String name) {
        assertReaches(name, Scheme.critical());
    }

    @OnEachEngine
    void reachesItByTheVarianceAlone(String name) {
        assertReaches(name, Scheme.maxout());
    }

    /** One unit and two equal samples: a ReLU is silent in every second network. */
    @OnEachEngine
    void namesALayerThatGetsNothingButZeros(String name) {
        try (NDManager manager = NDManager.newBaseManager(null, name)) {
            NDArray batch = manager.ones(new Shape(2, 1));
            int refused = 0;
            for (int seed = 0; seed < 20; seed++) {
                SequentialBlock network =
                        new SequentialBlock()
                                .add(Linear.builder().setUnits(1).build())
                                .add(Activation.reluBlock())
                                .add(MaxoutLinear.builder().setUnits(3).setPieces(2).build())
                                .add(Linear.builder().setUnits(1).build());
                InitializationPlanBuilder builder =
                        InitializationPlan.builder(network, new Shape(2, 1))
                                .optEngine(name)
                                .optSeed(seed)
                                .optScheme(Scheme.dataDependent(batch));
                try {
                    builder.build();
                } catch (IllegalArgumentException e) {
                    refused++;
                    assertThat(e)
                            .hasMessageContaining("The input of 03MaxoutLinear")
                            .hasMessageContaining("zero at every sample")
                            .hasMessageContaining("more samples or another seed");
                }
            }
            // Half of the weights are negative: none or all of 20 happen once in 500,000 times.
            assertThat(refused).isBetween(1, 19);
        }
    }

    @OnEachEngine
    void namesALayerWhoseVectorsCannotHaveOneLength(String name) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(MaxoutLinear.builder().setUnits(3).setPieces(2).build())
                        .add(Linear.builder().setUnits(1).build());
        for (Scheme scheme : List.of(Scheme.orthogonal(), Scheme.weightNormalized())) {
            assertThatThrownBy(
                            () ->
                                    InitializationPlan.builder(network, new Shape(2, 1))
                                            .optEngine(name)
                                            .optScheme(scheme)
                                            .build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("01MaxoutLinear has 1 input")
                    .hasMessageContaining("take Scheme.maxout()");
        }
    }

    @OnEachEngine
    void leavesTheNetworkAndTheEngineAsTheyWere(String name) {
        Engine engine = Engine.getEngine(name);
        Block network = network();
        try (NDManager manager = engine.newBaseManager()) {
            NDArray batch = images(manager);
            float[] expected = afterSeed(engine, manager);
            engine.setRandomSeed(17);
            InitializationPlan.builder(network, IMAGES)
                    .optEngine(name)
                    .optScheme(Scheme.dataDependent(batch))
                    .build();
            float[] actual = manager.randomNormal(new Shape(5)).toFloatArray();
            assertThat(actual).isEqualTo(expected);
            for (Parameter parameter : network.getParameters().values()) {
                assertThat(parameter.isInitialized()).isFalse();
            }
        }
    }

    private static float[] afterSeed(Engine engine, NDManager manager) {
        engine.setRandomSeed(17);
        return manager.randomNormal(new Shape(5)).toFloatArray();
    }

    @OnEachEngine
    void saysWhenItDoesNotGetThere(String name) {
        Block network = network();
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            InitializationPlan plan =
                    InitializationPlan.builder(network, IMAGES)
                            .optEngine(name)
                            .optScheme(
                                    Scheme.dataDependent(images(manager))
                                            .withTolerance(1e-12)
                                            .withAttempts(2))
                            .build();
            assertThat(plan.layers().get(1).note()).contains("after 2 attempts");
        }
    }

    @OnEachEngine
    void measuresTheCorrelationInPoolingWindows(String name) {
        Block network = network();
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            InitializationPlan assumed =
                    InitializationPlan.builder(network, IMAGES).optEngine(name).build();
            InitializationPlan measured =
                    InitializationPlan.builder(network, IMAGES)
                            .optEngine(name)
                            .optBatch(images(manager))
                            .build();
            // Neighbours of smooth images agree, so the pool adds less, and c may be larger.
            assertThat(measured.layers().get(1).c())
                    .isBetween(assumed.layers().get(1).c() * 1.1, 0.5556);
            assertThat(measured.layers().get(0).c()).isEqualTo(assumed.layers().get(0).c());
        }
    }

    /** Dropout that keeps 3/4 makes the next layer's input 4/3 as large in training. */
    @OnEachEngine
    void countsDropoutThatIsOffWhileItMeasures(String name) {
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            NDArray batch = images(manager);
            double[] c = new double[2];
            for (int i = 0; i < 2; i++) {
                SequentialBlock network =
                        new SequentialBlock()
                                .add(Blocks.batchFlattenBlock())
                                .add(Dropout.builder().optRate(i == 0 ? 0f : 0.25f).build())
                                .add(MaxoutLinear.builder().setUnits(32).setPieces(5).build())
                                .add(Linear.builder().setUnits(10).build());
                LayerPlan layer =
                        InitializationPlan.builder(network, IMAGES)
                                .optEngine(name)
                                .optScheme(Scheme.dataDependent(batch).withBase(Scheme.maxout()))
                                .build()
                                .layers()
                                .get(0);
                assertThat(layer.measured()).isCloseTo(1, within(0.01));
                c[i] = layer.c();
            }
            assertThat(c[1] / c[0]).isCloseTo(0.75, within(0.02));
        }
    }

    @OnEachEngine
    void criticalTakesTheSecondMomentOfItsBatch(String name) {
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            NDArray dim = manager.full(IMAGES, 0.01f);
            InitializationPlan plan =
                    InitializationPlan.builder(network(), IMAGES)
                            .optEngine(name)
                            .optScheme(Scheme.critical(dim))
                            .build();
            assertThat(plan.inputSecondMoment()).isCloseTo(1e-4, within(1e-8));
            assertThat(plan.layers().get(0).forward()).isCloseTo(1e-4, within(1e-8));
        }
    }

    @OnEachEngine
    void refusesASecondBatch(String name) {
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            NDArray batch = images(manager);
            InitializationPlanBuilder builder =
                    InitializationPlan.builder(network(), IMAGES)
                            .optEngine(name)
                            .optBatch(batch)
                            .optScheme(Scheme.dataDependent(batch));
            assertThatThrownBy(builder::build)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("leave out optBatch");
        }
    }
}
