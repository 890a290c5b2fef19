// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.saving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv1d;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import java.io.IOException;
import java.util.List;

/** A file that belongs to another layer is refused, saying why, and leaves the layer as it was. */
class OtherSettingsTest {

    /** A file, the layer that reads it, what both take, and what the message must name. */
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    private record Misfit(Block file, Shape fileInput, Block layer, Shape input, String... words) {}

    private static List<Misfit> misfits() {
        Shape five = new Shape(2, 5);
        Shape image = new Shape(2, 4, 6, 6);
        Shape six = new Shape(2, 6);
        return List.of(
                // K = 3, n = 8 and K = 2, n = 12 have weights of the same shape
                new Misfit(linear(8, 3), five, linear(12, 2), five, "8", "12", "3", "2"),
                new Misfit(linear(4, 3), five, linear(5, 3), five, "units", "4", "5"),
                new Misfit(linear(4, 3), five, linear(4, 2), five, "pieces", "3", "2"),
                new Misfit(
                        linear(4, 3),
                        five,
                        dense(4, 3).optLayout(PieceLayout.UNIT_MAJOR).build(),
                        five,
                        "layout",
                        "PIECE_MAJOR",
                        "UNIT_MAJOR",
                        "PieceLayout.convert"),
                new Misfit(
                        linear(4, 3),
                        five,
                        dense(4, 3).optBias(false).build(),
                        five,
                        "bias",
                        "true",
                        "false"),
                new Misfit(linear(4, 3), new Shape(2, 6), linear(4, 3), five, "(12, 6)", "(12, 5)"),
                new Misfit(
                        conv(3, 1),
                        image,
                        conv(3, 1),
                        new Shape(2, 2, 6, 6),
                        "(8, 4, 3, 3)",
                        "(8, 2, 3, 3)"),
                new Misfit(conv(3, 1), image, conv(5, 1), image, "kernel", "(3, 3)", "(5, 5)"),
                new Misfit(conv(3, 1), image, conv(3, 2), image, "groups", "1", "2"),
                // one group of four channels and two groups of eight: weights of the same shape
                new Misfit(
                        conv(3, 1),
                        image,
                        conv(3, 2),
                        new Shape(2, 8, 6, 6),
                        "groups is 1 in the file, 2 in the block"),
                new Misfit(
                        conv(3, 1),
                        image,
                        MaxoutConv1d.builder()
                                .setFilters(4)
                                .setPieces(2)
                                .setKernelShape(new Shape(3))
                                .build(),
                        new Shape(2, 4, 6),
                        "MaxoutConv2d",
                        "MaxoutConv1d"),
                new Misfit(linear(4, 2), five, conv(3, 1), image, "MaxoutLinear", "MaxoutConv2d"),
                new Misfit(Maxout.block(3), six, linear(4, 3), five, "Maxout ", "MaxoutLinear"),
                new Misfit(linear(4, 3), five, Maxout.block(3), six, "MaxoutLinear", "Maxout "),
                new Misfit(Maxout.block(3), six, Maxout.block(2), six, "pieces", "3", "2"),
                new Misfit(
                        Maxout.block(3),
                        six,
                        Maxout.block(3, -1, PieceLayout.PIECE_MAJOR),
                        six,
                        "axis",
                        "1",
                        "-1"),
                new Misfit(
                        Maxout.block(3),
                        six,
                        Maxout.block(3, 1, PieceLayout.UNIT_MAJOR),
                        six,
                        "layout",
                        "PIECE_MAJOR",
                        "UNIT_MAJOR"),
                new Misfit(
                        Linear.builder().setUnits(12).build(),
                        five,
                        linear(4, 3),
                        five,
                        "has 4",
                        "reads 1",
                        "another kind of block"));
    }

    private static MaxoutLinear.Builder dense(int units, int pieces) {
        return MaxoutLinear.builder().setUnits(units).setPieces(pieces);
    }

    private static Block linear(int units, int pieces) {
        return dense(units, pieces).build();
    }

    private static Block conv(int kernel, int groups) {
        return MaxoutConv2d.builder()
                .setFilters(4)
                .setPieces(2)
                .setKernelShape(new Shape(kernel, kernel))
                .optGroups(groups)
                .build();
    }

    @OnEachEngine
    void initializedLayersRefuse(String engine) throws IOException {
        for (Misfit misfit : misfits()) {
            try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
                Formula.initialize(misfit.layer, manager, DataType.FLOAT32, 41, misfit.input);
                String output =
                        Contents.output(misfit.layer, manager, DataType.FLOAT32, misfit.input);
                refuses(misfit, manager);
                assertThat(Contents.output(misfit.layer, manager, DataType.FLOAT32, misfit.input))
                        .isEqualTo(output);
                assertThat(misfit.layer.getInputShapes()).containsExactly(misfit.input);
            }
        }
    }

    @OnEachEngine
    void freshLayersRefuse(String engine) throws IOException {
        for (Misfit misfit : misfits()) {
            if (misfit.words[0].startsWith("(")) {
                continue; // a fresh layer has no number of inputs yet, and takes the file's
            }
            try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
                refuses(misfit, manager);
                assertThat(misfit.layer.isInitialized()).isFalse();
                Formula.initialize(misfit.layer, manager, DataType.FLOAT32, 41, misfit.input);
            }
        }
    }

    private static void refuses(Misfit misfit, NDManager manager) throws IOException {
        try (NDManager files = manager.newSubManager()) {
            Formula.initialize(misfit.file, files, DataType.FLOAT32, 37, misfit.fileInput);
            byte[] bytes = SavedBytes.of(misfit.file);
            Contents before = Contents.of(misfit.layer);
            int arrays = manager.getManagedArrays().size();

            assertThatThrownBy(() -> SavedBytes.load(bytes, misfit.layer, manager))
                    .isInstanceOf(MalformedModelException.class)
                    .hasMessageContainingAll(misfit.words);

            assertThat(Contents.of(misfit.layer)).isEqualTo(before);
            assertThat(manager.getManagedArrays()).hasSize(arrays);
        }
    }
}
