// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.initialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;

import io.github.djlmaxout.initializer.MaxoutInitializer;
import io.github.djlmaxout.initializer.WeightAndBiasInitializer;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.layer.LayerOnEngine;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;

/** Weights drawn on the JVM: the same on every engine, which notices nothing. */
class SampledWeightsTest {

    private static final Map<String, Supplier<Initializer>> LAWS = new LinkedHashMap<>();

    static {
        LAWS.put("normal", () -> MaxoutInitializer.normal(3, 11));
        LAWS.put("uniform", () -> MaxoutInitializer.uniform(3, 11));
        LAWS.put("truncated", () -> MaxoutInitializer.truncatedNormal(3, 11));
        LAWS.put("orthogonal", () -> MaxoutInitializer.orthogonal(3, 11));
        LAWS.put("jointly orthogonal", () -> MaxoutInitializer.jointlyOrthogonal(3, 11));
        LAWS.put("delta-orthogonal", () -> MaxoutInitializer.deltaOrthogonal(3, 11));
        LAWS.put("normalized", () -> MaxoutInitializer.weightNormalized(3, 11));
    }

    private static SequentialBlock network() {
        return new SequentialBlock()
                .add(
                        MaxoutConv2d.builder()
                                .setFilters(8)
                                .setPieces(3)
                                .setKernelShape(new Shape(3, 3))
                                .build())
                .add(Blocks.batchFlattenBlock())
                .add(MaxoutLinear.builder().setUnits(50).setPieces(3).build())
                .add(MaxoutLinear.builder().setUnits(50).setPieces(3).optBias(false).build())
                .add(MaxoutLinear.builder().setUnits(50).setPieces(3).build());
    }

    private static List<double[]> parameters(String engine, Block block, DataType type) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            block.initialize(manager, type, new Shape(2, 4, 8, 8));
            List<double[]> values = new ArrayList<>();
            for (Parameter parameter : block.getParameters().values()) {
                assertThat(parameter.getArray().getDataType()).isEqualTo(type);
                values.add(LayerOnEngine.values(parameter.getArray()));
            }
            return values;
        }
    }

    private static List<double[]> weights(String engine, Initializer initializer, DataType type) {
        SequentialBlock block = network();
        block.setInitializer(initializer, Parameter.Type.WEIGHT);
        return parameters(engine, block, type);
    }

    private static void assertEqual(List<double[]> actual, List<double[]> expected, String what) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            // Bit for bit: isEqualTo on arrays of double compares with Double.equals.
            assertThat(actual.get(i)).as("%s, parameter %d", what, i).isEqualTo(expected.get(i));
        }
    }

    @Test
    void everyEngineGetsTheSameWeights() {
        List<String> engines = OnEachEngine.Declared.engines().toList();
        LAWS.forEach(
                (name, law) -> {
                    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
                        List<double[]> first = weights(engines.get(0), law.get(), type);
                        for (String engine : engines) {
                            assertEqual(
                                    weights(engine, law.get(), type),
                                    first,
                                    name + " on " + engine);
                        }
                    }
                });
    }

    @Test
    void everyEngineGetsTheSameWeightsAndBiases() {
        List<String> engines = OnEachEngine.Declared.engines().toList();
        List<Supplier<WeightAndBiasInitializer>> pairs =
                List.of(
                        () -> WeightAndBiasInitializer.sphere(3, 5),
                        () -> WeightAndBiasInitializer.sphereAsPublished(3, 5),
                        () -> WeightAndBiasInitializer.manyRegions(3, 5));
        for (Supplier<WeightAndBiasInitializer> pair : pairs) {
            for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
                List<double[]> first = null;
                for (String engine : engines) {
                    SequentialBlock block = network();
                    WeightAndBiasInitializer initializer = pair.get();
                    block.setInitializer(initializer.weight(), Parameter.Type.WEIGHT);
                    block.setInitializer(initializer.bias(), Parameter.Type.BIAS);
                    List<double[]> values = parameters(engine, block, type);
                    first = first == null ? values : first;
                    assertEqual(values, first, engine);
                    assertThat(values).hasSize(7);
                    assertThat(values).allSatisfy(v -> assertThat(v).doesNotContain(0));
                }
            }
        }
    }

    @OnEachEngine
    void theNumberOfCoresDoesNotMatter(String engine) throws Exception {
        List<List<double[]>> drawn = new ArrayList<>();
        for (int threads : new int[] {1, 4}) {
            ForkJoinPool pool = new ForkJoinPool(threads);
            try {
                drawn.add(
                        pool.submit(
                                        () ->
                                                weights(
                                                        engine,
                                                        MaxoutInitializer.normal(3, 1),
                                                        DataType.FLOAT32))
                                .get());
            } finally {
                pool.shutdown();
            }
        }
        assertEqual(drawn.get(0), drawn.get(1), engine);
    }

    /** What the engine draws after its seed is the same with and without our draws in between. */
    @OnEachEngine
    void theEnginesRandomNumbersAreLeftAlone(String name) {
        Engine engine = Engine.getEngine(name);
        try (NDManager manager = engine.newBaseManager()) {
            engine.setRandomSeed(3);
            double[] alone = LayerOnEngine.values(manager.randomNormal(new Shape(10)));
            engine.setRandomSeed(3);
            for (Supplier<Initializer> law : LAWS.values()) {
                law.get().initialize(manager, new Shape(30, 20), DataType.FLOAT32).close();
            }
            assertThat(LayerOnEngine.values(manager.randomNormal(new Shape(10)))).isEqualTo(alone);
        }
    }

    /** The two last layers have the same shape. */
    @OnEachEngine
    void layersOfOneNetworkDiffer(String engine) {
        List<double[]> values =
                weights(engine, MaxoutInitializer.orthogonal(3, 2), DataType.FLOAT32);
        // Parameters: weight and bias, weight and bias, weight, weight and bias.
        double[] third = values.get(4);
        double[] fourth = values.get(5);
        assertThat(third).hasSameSizeAs(fourth);
        for (int i = 0; i < third.length; i++) {
            assertThat(third[i]).isNotEqualTo(fourth[i]);
        }
    }

    /**
     * The array is the engine's own: attached to the manager, writable, and views of it outlive it
     * and any number of garbage collections.
     */
    @OnEachEngine
    void theArrayIsTheEnginesOwn(String name) {
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            Shape shape = new Shape(300, 1000);
            NDArray array =
                    MaxoutInitializer.normal(3, 4).initialize(manager, shape, DataType.FLOAT32);
            assertThat(array.getManager()).isSameAs(manager);
            assertThat(array.getShape()).isEqualTo(shape);
            double[] values = LayerOnEngine.values(array);
            NDArray view = array.reshape(1000, 300);
            array.close();
            for (int i = 0; i < 5; i++) {
                System.gc();
                manager.ones(shape).close();
            }
            assertThat(LayerOnEngine.values(view)).isEqualTo(values);
            view.addi(1);
            assertThat(LayerOnEngine.values(view)[0]).isEqualTo((float) values[0] + 1f);
        }
    }

    /**
     * Over 10 layers of width n = 256 each with a relative variance of (M4 / M^2 - 1) / n = 0.0062
     * (K = 3: 1.58 / 256, reference table, computed by quadrature) the logarithm of the mean square
     * has a standard deviation of 0.25: a factor of 4 is more than five of them.
     */
    @OnEachEngine
    void theMeanSquareIsKept(String name) {
        float[] values = new float[8 * 256];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 7919 % 31 - 15;
            sum += values[i] * values[i];
        }
        double meanSquare = sum / values.length;
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            LAWS.forEach(
                    (law, initializer) -> {
                        SequentialBlock block = new SequentialBlock();
                        for (int i = 0; i < 10; i++) {
                            block.add(MaxoutLinear.builder().setUnits(256).setPieces(3).build());
                        }
                        block.setInitializer(initializer.get(), Parameter.Type.WEIGHT);
                        Shape input = new Shape(8, 256);
                        try (NDManager own = manager.newSubManager()) {
                            block.initialize(own, DataType.FLOAT32, input);
                            NDArray x = own.create(values, input);
                            NDArray y =
                                    block.forward(
                                                    new ParameterStore(own, false),
                                                    new NDList(x),
                                                    false)
                                            .singletonOrThrow();
                            double square =
                                    Arrays.stream(LayerOnEngine.values(y))
                                            .map(v -> v * v)
                                            .average()
                                            .orElseThrow();
                            assertThat(square / meanSquare).as(law).isBetween(0.25, 4.0);
                        }
                    });
        }
    }

    @OnEachEngine
    void refusesOtherTypesBeforeNativeCode(String name) {
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            assertThatThrownBy(
                            () ->
                                    MaxoutInitializer.normal(3, 1)
                                            .initialize(
                                                    manager, new Shape(3, 3), DataType.BFLOAT16))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bfloat16");
            assertThatThrownBy(
                            () ->
                                    MaxoutInitializer.orthogonal(2, 1)
                                            .initialize(manager, new Shape(4, 1), DataType.FLOAT32))
                    .hasMessageContaining("1 input");
            assertThat(manager.getManagedArrays()).isEmpty();
        }
    }
}
