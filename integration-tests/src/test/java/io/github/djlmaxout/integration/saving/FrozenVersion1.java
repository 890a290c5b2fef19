// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.saving;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Wrote the files under {@code saved/v1}: every kind of layer in both types, with the weights of
 * {@link Formula}. Kept to show how they were made, not to make them again.
 */
final class FrozenVersion1 {

    /** The factor of {@link Formula} in the frozen files, for weight and bias alike. */
    static final int FACTOR = 37;

    static final DataType[] TYPES = {DataType.FLOAT32, DataType.FLOAT64};

    private FrozenVersion1() {}

    static String fileName(LayerKind kind, DataType type) {
        return (kind + "-" + type).toLowerCase(Locale.ROOT).replace('_', '-') + ".params";
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
            for (LayerKind kind : LayerKind.values()) {
                for (DataType type : TYPES) {
                    Block block = kind.build();
                    Formula.initialize(block, manager, type, FACTOR, kind.input(2));
                    Files.write(folder.resolve(fileName(kind, type)), SavedBytes.of(block));
                }
            }
        }
    }
}
