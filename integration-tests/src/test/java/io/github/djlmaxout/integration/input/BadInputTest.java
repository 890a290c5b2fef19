// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.input;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.List;

/**
 * What a layer cannot take is refused in Java, before native code sees it, by an exception that
 * says what came, what is needed, and where it is not plain what to do.
 */
class BadInputTest {

    private static MaxoutLinear dense() {
        return MaxoutLinear.builder().setUnits(4).setPieces(3).build();
    }

    private static MaxoutConv2d.Builder image() {
        return MaxoutConv2d.builder().setFilters(4).setPieces(3).setKernelShape(new Shape(3, 5));
    }

    private static NDList forward(NDManager manager, Block block, NDArray x) {
        return block.forward(new ParameterStore(manager, false), new NDList(x), false);
    }

    @OnEachEngine
    void channelsThatPiecesDoNotDivide(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray z = manager.ones(new Shape(2, 7));
            String message = "7 channels are not divisible by 3 pieces on axis 1 of shape (2, 7).";
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Maxout.maxout(z, 3, 1, PieceLayout.PIECE_MAJOR))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> forward(manager, Maxout.block(3), z))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> Maxout.block(3).getOutputShapes(new Shape[] {new Shape(2, 7)}))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () ->
                                    Maxout.block(3)
                                            .initialize(manager, DataType.FLOAT32, new Shape(2, 7)))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Maxout.maxout(z, 3, -1, PieceLayout.UNIT_MAJOR))
                    .withMessage(
                            "7 channels are not divisible by 3 pieces on axis -1 of shape (2, 7).");
        }
    }

    @OnEachEngine
    void anAxisThatIsNotThere(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray z = manager.ones(new Shape(2, 6));
            for (int axis : new int[] {2, -3, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Maxout.maxout(z, 3, axis, PieceLayout.PIECE_MAJOR))
                        .withMessage(
                                "axis %d is outside -2..1 for an input of shape (2, 6).", axis);
            }
            NDArray scalar = manager.create(1f);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Maxout.maxout(scalar, 1, 0, PieceLayout.PIECE_MAJOR))
                    .withMessageContaining("axis 0 is outside");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> forward(manager, dense(), scalar))
                    .withMessageContaining("needs at least one axis");
        }
    }

    @OnEachEngine
    void noPieces(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray z = manager.ones(new Shape(2, 6));
            for (int pieces : new int[] {0, -1}) {
                String message = "pieces is " + pieces + ", but must be at least 1.";
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Maxout.maxout(z, pieces, 1, PieceLayout.PIECE_MAJOR))
                        .withMessage(message);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Maxout.block(pieces))
                        .withMessage(message);
                assertThatIllegalArgumentException()
                        .isThrownBy(
                                () -> MaxoutLinear.builder().setUnits(2).setPieces(pieces).build())
                        .withMessage(message);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> image().setPieces(pieces).build())
                        .withMessage(message);
            }
        }
    }

    @OnEachEngine
    void otherTypesThanFloat32AndFloat64(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (DataType type : List.of(DataType.INT32, DataType.INT64, DataType.FLOAT16)) {
                NDArray z = manager.create(new Shape(2, 6), type);
                String message =
                        "The input has type "
                                + type
                                + ", but maxout works on float32 and float64: convert with"
                                + " toType(DataType.FLOAT32, false).";
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Maxout.maxout(z, 3, 1, PieceLayout.PIECE_MAJOR))
                        .withMessage(message);
                Block dense = dense();
                dense.initialize(manager, DataType.FLOAT32, new Shape(2, 6));
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> forward(manager, dense, z))
                        .withMessage(message);
            }
        }
    }

    /** An array of bfloat16 ends the whole process on PyTorch, so none is ever made. */
    @OnEachEngine
    void layersOfOtherTypes(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (DataType type :
                    List.of(
                            DataType.BFLOAT16,
                            DataType.FLOAT16,
                            DataType.INT32,
                            DataType.INT64,
                            DataType.UINT8,
                            DataType.BOOLEAN)) {
                String message = "The layer has type " + type + ", but maxout works on float32";
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> dense().initialize(manager, type, new Shape(2, 6)))
                        .withMessageContaining(message);
                assertThatIllegalArgumentException()
                        .isThrownBy(
                                () ->
                                        image().build()
                                                .initialize(manager, type, new Shape(2, 6, 9, 9)))
                        .withMessageContaining(message);
            }
        }
    }

    @OnEachEngine
    void anotherTypeThanTheLayerHas(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block dense = dense();
            dense.initialize(manager, DataType.FLOAT32, new Shape(2, 6));
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () ->
                                    forward(
                                            manager,
                                            dense,
                                            manager.ones(new Shape(2, 6), DataType.FLOAT64)))
                    .withMessage(
                            "The input is float64, but the layer was initialized with float32:"
                                    + " convert the input with toType, or initialize the layer"
                                    + " with float64.");
            Block image = image().build();
            image.initialize(manager, DataType.FLOAT64, new Shape(2, 6, 9, 9));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> forward(manager, image, manager.ones(new Shape(2, 6, 9, 9))))
                    .withMessageContaining("The input is float32, but the layer was initialized")
                    .withMessageContaining("with float64");
        }
    }

    @OnEachEngine
    void anotherNumberOfChannelsThanTheLayerHas(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block dense = dense();
            dense.initialize(manager, DataType.FLOAT32, new Shape(2, 6));
            String message =
                    "The input has 5 channels on axis 1 of shape (2, 5), but the layer was"
                            + " initialized with 6.";
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> forward(manager, dense, manager.ones(new Shape(2, 5))))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> dense.getOutputShapes(new Shape[] {new Shape(2, 5)}))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> dense.initialize(manager, DataType.FLOAT32, new Shape(2, 5)))
                    .withMessage(message);

            Block image = image().optGroups(2).build();
            image.initialize(manager, DataType.FLOAT32, new Shape(2, 6, 9, 9));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> forward(manager, image, manager.ones(new Shape(2, 4, 9, 9))))
                    .withMessage(
                            "The input has 4 channels on axis 1 of shape (2, 4, 9, 9), but the"
                                    + " layer was initialized with 6.");
        }
    }

    @OnEachEngine
    void severalInputs(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Shape shape = new Shape(2, 6);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> dense().initialize(manager, DataType.FLOAT32, shape, shape))
                    .withMessage("A maxout layer takes 1 input, but got 2.");
        }
    }
}
