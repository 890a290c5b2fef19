// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.run.BlockRun;
import io.github.djlmaxout.network.run.BlockRunner;
import io.github.djlmaxout.network.run.RefusedRunException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Blocks run on twins of arrays do what they do on arrays. */
class BlockRunnerTest {

    private static final long SEED = 3;

    static Stream<Arguments> blocks() {
        return OnEachEngine.Declared.engines()
                .flatMap(
                        engine ->
                                Arrays.stream(UnreadBlocks.values())
                                        .map(block -> Arguments.of(engine, block)));
    }

    /** The same calls of the engine on the same shapes, so the same bits. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("blocks")
    void tracedAndPlainRunsGiveTheSame(String engine, UnreadBlocks kind) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block block = kind.initialized(manager, SEED);
            NDList input = kind.input(manager, SEED);
            ParameterStore store = new ParameterStore(manager, false);
            NDList plain = block.forward(store, new NDList(input), false);
            BlockRun run = new BlockRunner().run(block, store, input, false, false);
            assertThat(run.output()).hasSameSizeAs(plain);
            for (int i = 0; i < plain.size(); i++) {
                assertThat(run.output().get(i).toFloatArray())
                        .as("output %d, seed %d", i, SEED)
                        .isEqualTo(plain.get(i).toFloatArray());
            }
            // Layers are seen only where the block took the twins.
            assertThat(run.layers()).isNotEmpty();
        }
    }

    private static BlockRun run(NDArray x, UnaryOperator<NDArray> function) {
        Block block = LambdaBlock.singleton(function);
        ParameterStore store = new ParameterStore(x.getManager(), false);
        return new BlockRunner().run(block, store, new NDList(x), false, false);
    }

    private static void assertUntouched(
            NDManager manager, UnaryOperator<NDArray> function, float... expected) {
        NDArray x = manager.create(new float[] {1, -2, 3, 4}, new Shape(2, 2));
        assertThat(run(x, function).output().head().toFloatArray()).containsExactly(expected);
        assertThat(x.toFloatArray()).containsExactly(1, -2, 3, 4);
    }

    @OnEachEngine
    void whatWorksInPlaceLeavesItsInput(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            assertUntouched(manager, x -> x.muli(2), 2, -4, 6, 8);
            assertUntouched(
                    manager,
                    x -> {
                        x.addi(1).negi();
                        return x.mul(x);
                    },
                    4,
                    1,
                    16,
                    25);
            assertUntouched(manager, x -> x.getNDArrayInternal().rsubi(x.mul(3)), 2, -4, 6, 8);
            assertUntouched(
                    manager,
                    x -> {
                        x.set(new float[] {5, 6, 7, 8});
                        return x;
                    },
                    5,
                    6,
                    7,
                    8);
            assertUntouched(
                    manager,
                    x -> {
                        NDArray y = x.zerosLike();
                        x.copyTo(y);
                        return y.subi(x.onesLike());
                    },
                    0,
                    -3,
                    2,
                    3);
            assertUntouched(manager, x -> x.reshape(4).muli(2).reshape(2, 2), 2, -4, 6, 8);
        }
    }

    /** A view shares its memory with the whole on PyTorch, and does not on MXNet. */
    @OnEachEngine
    void aBlockThatWritesIntoAViewIsRunPlainly(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            UnaryOperator<NDArray> function =
                    x -> {
                        x.reshape(4).muli(2);
                        return x.add(0);
                    };
            NDArray copy = manager.create(new float[] {1, -2, 3, 4}, new Shape(2, 2));
            float[] expected = function.apply(copy).toFloatArray();
            assertUntouched(manager, function, expected);
        }
    }

    @OnEachEngine
    void whatDrawsEndsBeforeItDoes(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray x = manager.create(new float[] {1, -2, 3, 4}, new Shape(2, 2));
            for (UnaryOperator<NDArray> draws :
                    Arrays.<UnaryOperator<NDArray>>asList(
                            y -> y.add(y.getManager().randomNormal(y.getShape())),
                            y -> y.mul(y.getManager().randomUniform(0, 1, y.getShape())),
                            y -> y.add(y.getManager().truncatedNormal(y.getShape())),
                            y -> Dropout.dropout(y, 0.5f, true).head())) {
                Engine.getEngine(engine).setRandomSeed(7);
                float[] expected = manager.randomNormal(new Shape(3)).toFloatArray();
                Engine.getEngine(engine).setRandomSeed(7);
                assertThatThrownBy(() -> run(x, draws))
                        .isInstanceOf(RefusedRunException.class)
                        .hasMessageContaining("draws random numbers");
                assertThat(manager.randomNormal(new Shape(3)).toFloatArray())
                        .containsExactly(expected);
            }
        }
    }
}
