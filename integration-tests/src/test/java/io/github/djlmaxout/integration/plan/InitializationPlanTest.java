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
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.ParameterStore;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import io.github.djlmaxout.initializer.Distribution;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.nn.MaxoutLinear;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A plan for whole networks: what it finds, what it sets, what it leaves alone, what it refuses.
 */
class InitializationPlanTest {

    private static final Shape IMAGES = new Shape(2, 3, 12, 12);

    private static SequentialBlock vgg() {
        return new SequentialBlock()
                .add(Layers.convolution(8, 5, 1))
                .add(Layers.convolution(8, 5, 1))
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Conv2d.builder().setFilters(6).setKernelShape(new Shape(3, 3)).build())
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Dropout.builder().optRate(0.25f).build())
                .add(MaxoutLinear.builder().setUnits(16).setPieces(3).build())
                .add(Linear.builder().setUnits(10).build());
    }

    private static InitializationPlan plan(Block network, Scheme scheme, String engine) {
        return InitializationPlan.builder(network, IMAGES)
                .optScheme(scheme)
                .optEngine(engine)
                .optSeed(5)
                .build();
    }

    private static double c(int pieces) {
        return 1 / GaussianMaximum.of(pieces).secondMoment();
    }

    @OnEachEngine
    void findsWhatFollowsEachLayer(String engine) {
        InitializationPlan plan = plan(vgg(), Scheme.maxout(), engine);
        List<LayerPlan> layers = plan.layers();
        assertThat(layers)
                .extracting(LayerPlan::name)
                .containsExactly(
                        "01MaxoutConv2d",
                        "02MaxoutConv2d",
                        "04Conv2d",
                        "09MaxoutLinear",
                        "10Linear");
        assertThat(layers).extracting(LayerPlan::fanIn).containsExactly(27L, 72L, 72L, 96L, 16L);
        assertThat(layers).extracting(LayerPlan::pieces).containsExactly(5, 5, 1, 3, 1);
        assertThat(layers.get(0).c()).isCloseTo(c(5), within(1e-12));
        assertThat(layers.get(0).deviation()).isCloseTo(Math.sqrt(c(5) / 27), within(1e-12));
        // Five pieces at four positions of the pool.
        assertThat(layers.get(1).c()).isCloseTo(c(20), within(1e-9));
        assertThat(layers.get(2).c()).isCloseTo(2, within(1e-9));
        // Behind dropout that keeps 3/4; its rate comes as a float.
        assertThat(layers.get(3).c()).isCloseTo(0.75 * c(3), within(1e-7));
        assertThat(layers.get(4).c()).isEqualTo(1);
        // 1/2 behind ReLU, and a little less: batch normalization divides by v + 1e-5, v = 1.59.
        assertThat(layers.get(3).forward()).isCloseTo(0.5 / (1 + 1e-5 / 1.59), within(1e-6));
        assertThat(plan.toString())
                .contains("02MaxoutConv2d", "max-pool of 4", "ReLU", "keep 0.75", "0.2657");
    }

    @OnEachEngine
    void writesJson(String engine) {
        InitializationPlan plan = plan(vgg(), Scheme.critical(), engine);
        JsonObject root = JsonParser.parseString(plan.toJson()).getAsJsonObject();
        assertThat(root.get("scheme").getAsString()).isEqualTo("critical");
        assertThat(root.get("seed").getAsLong()).isEqualTo(5);
        JsonObject layer = root.getAsJsonArray("layers").get(0).getAsJsonObject();
        assertThat(layer.get("name").getAsString()).isEqualTo("01MaxoutConv2d");
        assertThat(layer.get("bias").getAsDouble()).isEqualTo(plan.layers().get(0).bias());
        assertThat(layer.get("measured").isJsonNull()).isTrue();
    }

    @Test
    void oneSeedGivesTheSameWeightsOnEveryEngine() {
        for (Scheme scheme :
                List.of(
                        Scheme.maxout(),
                        Scheme.critical(),
                        Scheme.fractionalMoment(1),
                        Scheme.hessianCompromise(),
                        Scheme.weightNormalized(),
                        Scheme.orthogonal(),
                        Scheme.sphere(),
                        Scheme.manyRegions())) {
            List<float[]> first = null;
            for (String engine : OnEachEngine.Declared.engines().toList()) {
                Block network = vgg();
                plan(network, scheme, engine).apply(network);
                List<float[]> weights = initialized(network, engine);
                first = first == null ? weights : first;
                for (int i = 0; i < weights.size(); i++) {
                    assertThat(weights.get(i)).as("%s %s", engine, i).isEqualTo(first.get(i));
                }
            }
        }
    }

    @OnEachEngine
    void layersAndSeedsDiffer(String engine) {
        Block network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(20).build())
                        .add(Linear.builder().setUnits(20).build());
        Shape input = new Shape(1, 20);
        InitializationPlan plan =
                InitializationPlan.builder(network, input).optEngine(engine).build();
        plan.withSeed(1).apply(network);
        List<float[]> one = initialized(network, engine, input);
        assertThat(one.get(0)).isNotEqualTo(one.get(2));
        assertThat(Arrays.equals(one.get(0), one.get(2))).isFalse();
    }

    private static List<float[]> initialized(Block network, String engine) {
        return initialized(network, engine, IMAGES);
    }

    private static List<float[]> initialized(Block network, String engine, Shape input) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            network.initialize(manager, DataType.FLOAT32, input);
            return values(network);
        }
    }

    private static List<float[]> values(Block network) {
        List<float[]> values = new ArrayList<>();
        for (Parameter parameter : network.getParameters().values()) {
            values.add(parameter.getArray().toFloatArray());
        }
        return values;
    }

    /** MXNet keeps the weights of such convolutions in a format of its own after a pass. */
    @OnEachEngine
    void resamplesConvolutionsOfManySizesAfterAForwardPass(String name) {
        Engine engine = Engine.getEngine(name);
        for (int channels : new int[] {3, 8, 16, 32}) {
            for (int filters : new int[] {8, 16, 32}) {
                Shape input = new Shape(2, channels, 14, 14);
                Block network =
                        new SequentialBlock()
                                .add(Layers.convolution(filters, 2, 1))
                                .add(
                                        Conv2d.builder()
                                                .setFilters(filters)
                                                .setKernelShape(new Shape(3, 3))
                                                .build());
                InitializationPlan plan =
                        InitializationPlan.builder(network, input).optEngine(name).build();
                try (NDManager manager = engine.newBaseManager()) {
                    network.initialize(manager, DataType.FLOAT32, input);
                    NDArray x = manager.ones(input);
                    run(manager, network, x);
                    plan.withSeed(3).apply(network);
                    List<float[]> first = values(network);
                    float[] output = run(manager, network, x);
                    plan.withSeed(4).apply(network);
                    run(manager, network, x);
                    plan.withSeed(3).apply(network);
                    assertThat(values(network).get(0)).isEqualTo(first.get(0));
                    assertThat(values(network).get(2)).isEqualTo(first.get(2));
                    // The weights now stand in a format of the engine's own, which may sum in
                    // another order: n eps times the moduli, of 288 terms that are 15 in all.
                    // Weights of another seed change the output by tenths.
                    assertThat(run(manager, network, x))
                            .containsExactly(output, within(288 * 15 * Math.ulp(1f)));
                }
            }
        }
    }

    private static float[] run(NDManager manager, Block network, NDArray x) {
        return network.forward(new ParameterStore(manager, false), new NDList(x), false)
                .singletonOrThrow()
                .toFloatArray();
    }

    @OnEachEngine
    void resamplesWhatIsInitializedAlsoAfterAForwardPass(String name) {
        Engine engine = Engine.getEngine(name);
        Block planned = vgg();
        plan(planned, Scheme.critical(), name).apply(planned);
        List<float[]> expected = initialized(planned, name);
        Block network = vgg();
        try (NDManager manager = engine.newBaseManager()) {
            network.initialize(manager, DataType.FLOAT32, IMAGES);
            NDArray x = manager.randomNormal(IMAGES);
            // MXNet rewrites a convolution's weight in a format of its own in such a pass.
            network.forward(new ParameterStore(manager, false), new NDList(x), false)
                    .singletonOrThrow()
                    .toFloatArray();
            plan(network, Scheme.critical(), name).apply(network);
            List<float[]> actual = values(network);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i)).isEqualTo(expected.get(i));
            }
            assertThat(network.getParameters().valueAt(0).getArray().hasGradient()).isTrue();
        }
    }

    @OnEachEngine
    void leavesAloneWhatIsUnknown(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(8).build())
                        .add(new LambdaBlock(x -> new NDList(x.head().softmax(1)), "softmax"))
                        .add(Linear.builder().setUnits(8).build())
                        .add(LambdaBlock.singleton(Activation::tanh))
                        .add(Linear.builder().setUnits(4).build());
        Shape input = new Shape(2, 6);
        Object before = network.getParameters().valueAt(0).getInitializer();
        InitializationPlan plan =
                InitializationPlan.builder(network, input).optEngine(engine).build();
        LayerPlan alone = plan.layers().get(0);
        assertThat(alone.distribution()).isEqualTo(Distribution.UNCHANGED);
        assertThat(alone.c()).isNaN();
        assertThat(alone.note()).contains("02");
        assertThat(plan.toString()).contains("left alone", "unknown");
        plan.apply(network);
        assertThat(network.getParameters().valueAt(0).getInitializer()).isSameAs(before);
        assertThat(network.getParameters().valueAt(2).getInitializer()).isNotSameAs(before);
        // Told what it is, the plan goes on.
        InitializationPlan told =
                InitializationPlan.builder(network, input)
                        .optEngine(engine)
                        .optKnown(
                                network.getChildren().valueAt(1),
                                new Elementwise(ScalarFunction.ofSlopes(0, 1)))
                        .build();
        assertThat(told.layers().get(0).c()).isCloseTo(2, within(1e-9));
    }

    @OnEachEngine
    void recurrentWeightsHaveFanInsOfTheirOwn(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(
                                LSTM.builder()
                                        .setNumLayers(1)
                                        .setStateSize(4)
                                        .optReturnState(false)
                                        .build())
                        .add(Linear.builder().setUnits(3).build());
        InitializationPlan plan =
                InitializationPlan.builder(network, new Shape(2, 5, 6)).optEngine(engine).build();
        assertThat(plan.layers())
                .extracting(LayerPlan::name)
                .containsExactly("01LSTM/l_0_i2h_WEIGHT", "01LSTM/l_0_h2h_WEIGHT", "02Linear");
        assertThat(plan.layers()).extracting(LayerPlan::fanIn).containsExactly(6L, 4L, 4L);
        assertThat(plan.layers()).extracting(LayerPlan::c).containsExactly(1.0, 1.0, 1.0);
        assertThat(plan.layers().get(2).forward()).isNaN();
    }

    @OnEachEngine
    void refusesFrozenParametersAndChangesNothing(String engine) {
        Block network = vgg();
        InitializationPlan plan = plan(network, Scheme.maxout(), engine);
        Object before = network.getParameters().valueAt(0).getInitializer();
        network.getChildren().valueAt(8).freezeParameters(true);
        assertThatThrownBy(() -> plan.apply(network))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("09MaxoutLinear/weight")
                .hasMessageContaining("freeze(false)");
        assertThat(network.getParameters().valueAt(0).getInitializer()).isSameAs(before);
        InitializationPlan without =
                InitializationPlan.builder(network, IMAGES)
                        .optEngine(engine)
                        .optKnown(network.getChildren().valueAt(8), new Unknown("frozen"))
                        .build();
        without.apply(network);
        assertThat(network.getParameters().valueAt(0).getInitializer()).isNotSameAs(before);
    }

    @OnEachEngine
    void refusesAnotherNetwork(String engine) {
        InitializationPlan plan = plan(vgg(), Scheme.maxout(), engine);
        Block same = vgg();
        plan.apply(same);
        SequentialBlock other = new SequentialBlock().add(Linear.builder().setUnits(3).build());
        assertThatThrownBy(() -> plan.apply(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("01MaxoutConv2d");
        assertThatThrownBy(
                        () ->
                                plan(Layers.convolution(4, 2, 1), Scheme.maxout(), engine)
                                        .apply(other))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @OnEachEngine
    void refusesOtherPiecesOfTheSameShape(String engine) {
        Shape input = new Shape(2, 6);
        InitializationPlan plan =
                InitializationPlan.builder(dense(12, 2), input).optEngine(engine).build();
        Block other = dense(8, 3);
        assertThatThrownBy(() -> plan.apply(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MaxoutLinear");
        plan.apply(dense(12, 2));
    }

    private static Block dense(int units, int pieces) {
        return new SequentialBlock()
                .add(MaxoutLinear.builder().setUnits(units).setPieces(pieces).build());
    }

    @OnEachEngine
    void aBlockUsedTwiceIsPlannedOnce(String engine) {
        Shape input = new Shape(2, 6);
        Block shared = MaxoutLinear.builder().setUnits(6).setPieces(3).build();
        SequentialBlock network = new SequentialBlock().add(shared).add(shared);
        InitializationPlan plan =
                InitializationPlan.builder(network, input).optEngine(engine).build();
        assertThat(plan.layers()).extracting(LayerPlan::c).containsExactly(c(3), c(3));
        plan.apply(network);
        assertThat(initialized(network, engine, input)).isNotEmpty();
    }

    @OnEachEngine
    void refusesBadInput(String name) {
        Block network = vgg();
        assertThatThrownBy(
                        () ->
                                InitializationPlan.builder(network, new Shape(2, 3))
                                        .optEngine(name)
                                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Scheme.fractionalMoment(0))
                .hasMessageContaining("0.0")
                .hasMessageContaining("(0, 2]");
        assertThatThrownBy(() -> Scheme.fractionalMoment(2.1)).hasMessageContaining("(0, 2]");
        assertThatThrownBy(() -> InitializationPlan.builder(network, IMAGES).optSecondMoment(0))
                .hasMessageContaining("positive");
        assertThatThrownBy(() -> InitializationPlan.builder(network, IMAGES).optCorrelation(1.5))
                .hasMessageContaining("[0, 1]");
        // The unstable fixed point of K = 5 is 20.631, somewhat more where padding adds zeros.
        assertThatThrownBy(
                        () ->
                                InitializationPlan.builder(network, IMAGES)
                                        .optEngine(name)
                                        .optScheme(Scheme.critical())
                                        .optSecondMoment(40)
                                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("01MaxoutConv2d")
                .hasMessageContaining("root mean square");
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            NDArray broken = manager.create(new float[] {1, Float.NaN}, new Shape(1, 2));
            assertThatThrownBy(() -> Scheme.dataDependent(broken))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("NaN");
            NDArray whole = manager.ones(new Shape(1, 2), DataType.INT32);
            assertThatThrownBy(() -> Scheme.critical(whole)).hasMessageContaining("float32");
            NDArray misfit = manager.ones(new Shape(4, 3, 12, 11));
            assertThatThrownBy(() -> plan(network, Scheme.dataDependent(misfit), name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(4, 3, 12, 11)");
        }
    }
}
