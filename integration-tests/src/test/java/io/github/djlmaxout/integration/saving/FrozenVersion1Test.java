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
import ai.djl.nn.Parameter;

import io.github.djlmaxout.integration.OnEachEngine;

import org.assertj.core.data.Offset;

import java.io.IOException;
import java.io.InputStream;

/** Files that were saved with version 1 of the format load for ever, on every engine. */
class FrozenVersion1Test {

    /**
     * The largest number of terms in any sum of these layers: a kernel of 18 weights and a bias.
     */
    private static final int TERMS = 19;

    @OnEachEngine
    void loads(String engine) throws IOException, MalformedModelException {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (LayerKind kind : LayerKind.values()) {
                for (DataType type : FrozenVersion1.TYPES) {
                    loads(kind, type, manager);
                }
            }
        }
    }

    private static void loads(LayerKind kind, DataType type, NDManager manager)
            throws IOException, MalformedModelException {
        String name = FrozenVersion1.fileName(kind, type);
        Block block = kind.build();
        SavedBytes.load(read(name), block, manager);

        assertThat(block.isInitialized()).as(name).isTrue();
        assertThat(block.getInputShapes()).as(name).containsExactly(kind.input(2));
        for (Parameter parameter : block.getParameters().values()) {
            NDArray array = parameter.getArray();
            assertThat(array.getDataType()).as(name).isEqualTo(type);
            assertThat(doubles(array))
                    .as(name + " " + parameter.getName())
                    .isEqualTo(Formula.values(array.size(), FrozenVersion1.FACTOR));
        }
        Shape input = kind.input(3);
        assertThat(output(block, manager, type, input))
                .as(name)
                .containsExactly(naive(block, input), tolerance(type));
        assertThat(SavedBytes.of(block)).as(name + " saved again").isEqualTo(read(name));
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = FrozenVersion1Test.class.getResourceAsStream("/saved/v1/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    private static double[] doubles(NDArray array) {
        try (NDArray copy = array.toType(DataType.FLOAT64, true)) {
            return copy.toDoubleArray();
        }
    }

    private static double[] output(Block block, NDManager manager, DataType type, Shape input) {
        try (NDManager scope = manager.newSubManager()) {
            return doubles(Contents.forward(block, scope, Formula.array(scope, input, type, 29)));
        }
    }

    private static double[] naive(Block block, Shape input) {
        double[] x = Formula.values(input.size(), 29);
        double[] weight = values(block, "weight");
        return NaiveLayer.output(block, weight, values(block, "bias"), x, input);
    }

    private static double[] values(Block block, String name) {
        if (!block.getParameters().contains(name)) {
            return null;
        }
        long size = block.getParameters().get(name).getShape().size();
        return Formula.values(size, FrozenVersion1.FACTOR);
    }

    /**
     * A sum of {@code m} terms in floating point is at most {@code m * eps / 2} times the sum of
     * their moduli away (Higham, Accuracy and Stability, section 4.2, to first order), and no term
     * of {@link Formula} exceeds 1. The naive sum has no error: all terms are multiples of 1/4096.
     */
    private static Offset<Double> tolerance(DataType type) {
        double eps = type == DataType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
        return Offset.offset(TERMS * TERMS * eps / 2);
    }
}
