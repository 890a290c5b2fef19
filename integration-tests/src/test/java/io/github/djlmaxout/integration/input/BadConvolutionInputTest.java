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
import io.github.djlmaxout.nn.MaxoutConv1d;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutConv3d;

/**
 * What a convolution cannot take, beside what no layer can: refused in Java, before native code.
 */
class BadConvolutionInputTest {

    private static MaxoutConv1d sequence() {
        return MaxoutConv1d.builder()
                .setFilters(4)
                .setPieces(3)
                .setKernelShape(new Shape(3))
                .build();
    }

    private static MaxoutConv2d.Builder image() {
        return MaxoutConv2d.builder().setFilters(4).setPieces(3).setKernelShape(new Shape(3, 5));
    }

    private static MaxoutConv3d volume() {
        return MaxoutConv3d.builder()
                .setFilters(4)
                .setPieces(3)
                .setKernelShape(new Shape(3, 3, 3))
                .build();
    }

    private static NDList forward(NDManager manager, Block block, NDArray x) {
        return block.forward(new ParameterStore(manager, false), new NDList(x), false);
    }

    @OnEachEngine
    void anotherNumberOfAxes(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            assertWrongAxes(manager, sequence(), new Shape(2, 3), 3);
            assertWrongAxes(manager, image().build(), new Shape(3, 9, 9), 4);
            assertWrongAxes(manager, volume(), new Shape(2, 3, 9, 9), 5);
        }
    }

    private static void assertWrongAxes(NDManager manager, Block block, Shape shape, int axes) {
        String[] message = {"The input has shape " + shape, "needs " + axes + " axes"};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> block.initialize(manager, DataType.FLOAT32, shape))
                .withMessageContainingAll(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> block.getOutputShapes(new Shape[] {shape}))
                .withMessageContainingAll(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> forward(manager, block, manager.ones(shape)))
                .withMessageContainingAll(message);
    }

    @OnEachEngine
    void aKernelLargerThanTheInput(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Shape shape = new Shape(2, 6, 9, 4);
            String message =
                    "The input has size 4 on axis 3 of shape (2, 6, 9, 4), but kernel (3, 5),"
                            + " dilation (1, 1) and padding (0, 0) need at least 5.";
            Block image = image().build();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> image.initialize(manager, DataType.FLOAT32, shape))
                    .withMessage(message);
            image.initialize(manager, DataType.FLOAT32, new Shape(2, 6, 9, 9));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> forward(manager, image, manager.ones(shape)))
                    .withMessage(message);
            Block dilated = image().optDilation(new Shape(5, 1)).build();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> dilated.getOutputShapes(new Shape[] {new Shape(2, 6, 10, 9)}))
                    .withMessageContaining("size 10 on axis 2")
                    .withMessageContaining("need at least 11");
        }
    }

    @OnEachEngine
    void groupsThatDoNotDivideTheChannels(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block image = image().optGroups(4).build();
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () ->
                                    image.initialize(
                                            manager, DataType.FLOAT32, new Shape(2, 6, 9, 9)))
                    .withMessage(
                            "The input has 6 channels on axis 1 of shape (2, 6, 9, 9), but the"
                                    + " convolution needs a multiple of its 4 groups.");
        }
    }
}
