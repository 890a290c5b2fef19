// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.saving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.integration.OnEachEngine;

import org.assertj.core.data.Offset;

import java.io.IOException;
import java.util.Arrays;

/** What one engine saved every other engine loads. */
class AcrossEnginesTest {

    @OnEachEngine
    void loadsWhatOthersSaved(String engine) throws IOException, MalformedModelException {
        for (String other : OnEachEngine.Declared.engines().toList()) {
            for (LayerKind kind : LayerKind.values()) {
                for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT64}) {
                    loads(kind, type, other, engine);
                }
            }
        }
    }

    private static void loads(LayerKind kind, DataType type, String from, String to)
            throws IOException, MalformedModelException {
        String name = String.join(" ", kind.name(), type.name(), from, "to", to);
        try (NDManager source = Engine.getEngine(from).newBaseManager();
                NDManager target = Engine.getEngine(to).newBaseManager()) {
            Block block = kind.build();
            Formula.initialize(block, source, type, 37, kind.input(3));
            Block loaded = kind.build();
            SavedBytes.load(SavedBytes.of(block), loaded, target);

            assertThat(Contents.of(loaded)).as(name).isEqualTo(Contents.of(block));
            assertThat(outputs(loaded, target, type, kind.input(3)))
                    .as(name)
                    .containsExactly(
                            outputs(block, source, type, kind.input(3)), tolerance(block, type));
        }
    }

    private static double[] outputs(Block block, NDManager manager, DataType type, Shape input) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = Formula.array(scope, input, type, 29);
            return Contents.forward(block, scope, x)
                    .toType(DataType.FLOAT64, false)
                    .toDoubleArray();
        }
    }

    /**
     * Each of two engines is at most {@code m * eps / 2} times the sum of the moduli away from the
     * true sum of {@code m} terms (Higham, Accuracy and Stability, section 4.2, to first order),
     * and no term of {@link Formula} exceeds 1.
     */
    private static Offset<Double> tolerance(Block block, DataType type) {
        long terms =
                1
                        + block.getParameters().values().stream()
                                .mapToLong(p -> p.getShape().slice(1).size())
                                .max()
                                .orElse(0);
        double eps = type == DataType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
        return Offset.offset(terms * terms * eps);
    }

    @OnEachEngine
    void savesTheSameBytesAsOthers(String engine) throws IOException {
        String first = OnEachEngine.Declared.engines().findFirst().orElseThrow();
        for (LayerKind kind : LayerKind.values()) {
            byte[] expected = bytes(first, kind);
            byte[] actual = bytes(engine, kind);
            assertThat(Arrays.equals(actual, expected)).as(kind.name()).isTrue();
        }
    }

    private static byte[] bytes(String engine, LayerKind kind) throws IOException {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block block = kind.build();
            Formula.initialize(block, manager, DataType.FLOAT32, 37, kind.input(3));
            return SavedBytes.of(block);
        }
    }
}
