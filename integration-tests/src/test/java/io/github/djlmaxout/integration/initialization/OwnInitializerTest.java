// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.initialization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.layer.LayerOnEngine;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** An initializer of the user's own, set in any of DJL's ways, takes the place of the default. */
class OwnInitializerTest {

    private static final Shape INPUT = new Shape(2, 4);

    private static final ConstantInitializer HALF = new ConstantInitializer(0.5f);

    private static MaxoutLinear layer() {
        return MaxoutLinear.builder().setUnits(3).setPieces(2).build();
    }

    private static double[] values(Block block, String parameter) {
        return LayerOnEngine.values(
                block.getParameters().stream()
                        .filter(pair -> pair.getKey().endsWith(parameter))
                        .findFirst()
                        .orElseThrow()
                        .getValue()
                        .getArray());
    }

    private static void assertHalf(String engine, Block block, Consumer<Block> setting) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            setting.accept(block);
            block.initialize(manager, DataType.FLOAT32, INPUT);
            assertThat(values(block, "weight")).hasSize(24).containsOnly(0.5);
            assertThat(values(block, "bias")).containsOnly(0);
        }
    }

    @OnEachEngine
    void setOnTheBlock(String engine) {
        assertHalf(engine, layer(), b -> b.setInitializer(HALF, Parameter.Type.WEIGHT));
        assertHalf(engine, layer(), b -> b.setInitializer(HALF, "weight"));
        assertHalf(
                engine,
                layer(),
                b -> b.setInitializer(HALF, p -> p.getType() == Parameter.Type.WEIGHT));
    }

    @OnEachEngine
    void setOnTheNetworkAround(String engine) {
        assertHalf(
                engine,
                new SequentialBlock().add(layer()),
                b -> b.setInitializer(HALF, Parameter.Type.WEIGHT));
        assertHalf(
                engine,
                new SequentialBlock().add(layer()),
                b -> b.setInitializer(HALF, p -> "weight".equals(p.getName())));
    }

    @OnEachEngine
    void setForTheBias(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            MaxoutLinear layer = layer();
            layer.setInitializer(HALF, Parameter.Type.BIAS);
            layer.initialize(manager, DataType.FLOAT32, INPUT);
            assertThat(values(layer, "bias")).hasSize(6).containsOnly(0.5);
            assertThat(values(layer, "weight")).doesNotContain(0.5);
        }
    }

    @OnEachEngine
    void setInATrainingConfiguration(String engine) {
        assertConfigured(engine, c -> c.optInitializer(HALF, Parameter.Type.WEIGHT));
        assertConfigured(engine, c -> c.optInitializer(HALF, "weight"));
        assertConfigured(
                engine, c -> c.optInitializer(HALF, p -> p.getType() == Parameter.Type.WEIGHT));
    }

    private static void assertConfigured(String engine, Consumer<DefaultTrainingConfig> setting) {
        try (Model model = Model.newInstance("own", engine)) {
            Block network =
                    new SequentialBlock().add(layer()).add(Linear.builder().setUnits(2).build());
            model.setBlock(network);
            DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.l2Loss());
            setting.accept(config);
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(INPUT);
                assertThat(values(network, "weight")).hasSize(24).containsOnly(0.5);
            }
        }
    }

    @OnEachEngine
    void aConstantIsTakenWithAWarning(String engine) {
        String message = "ConstantInitializer gave two pieces of a unit the same weights";
        assertThat(loggedBy(() -> assertHalf(engine, layer(), OwnInitializerTest::setHalf)))
                .contains(message)
                .contains("WARN");
        assertThat(
                        loggedBy(
                                () -> {
                                    try (NDManager manager =
                                            Engine.getEngine(engine).newBaseManager()) {
                                        MaxoutLinear layer = layer();
                                        layer.setInitializer(
                                                new NormalInitializer(), Parameter.Type.WEIGHT);
                                        layer.initialize(manager, DataType.FLOAT32, INPUT);
                                        layer().initialize(manager, DataType.FLOAT32, INPUT);
                                    }
                                }))
                .doesNotContain("two pieces");
    }

    private static void setHalf(Block block) {
        block.setInitializer(HALF, Parameter.Type.WEIGHT);
    }

    private static String loggedBy(Runnable action) {
        PrintStream err = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setErr(stream);
            action.run();
        } finally {
            System.setErr(err);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
