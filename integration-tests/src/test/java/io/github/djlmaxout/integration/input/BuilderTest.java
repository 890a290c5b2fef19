// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.input;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.nn.MaxoutConv1d;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

import org.junit.jupiter.api.Test;

/** What is required must be set, and what is set must be possible. */
class BuilderTest {

    private static MaxoutConv2d.Builder image() {
        return MaxoutConv2d.builder().setFilters(6).setPieces(3).setKernelShape(new Shape(3, 3));
    }

    @Test
    void denseLayersNeedUnitsAndPieces() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaxoutLinear.builder().setPieces(3).build())
                .withMessage("units is not given: call setUnits with at least 1.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaxoutLinear.builder().setUnits(-5).setPieces(3).build())
                .withMessage("units is -5, but must be at least 1.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaxoutLinear.builder().setUnits(3).build())
                .withMessage("pieces is not given: call setPieces with at least 1.");
    }

    @Test
    void convolutionsNeedFiltersPiecesAndAKernel() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                MaxoutConv1d.builder()
                                        .setPieces(3)
                                        .setKernelShape(new Shape(3))
                                        .build())
                .withMessage("filters is not given: call setFilters with at least 1.");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                MaxoutConv1d.builder()
                                        .setFilters(3)
                                        .setKernelShape(new Shape(3))
                                        .build())
                .withMessage("pieces is not given: call setPieces with at least 1.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaxoutConv1d.builder().setFilters(3).setPieces(2).build())
                .withMessage(
                        "kernelShape is not given: call setKernelShape with 1 size of at least 1.");
    }

    @Test
    void sizesMustFitTheAxesAndBePositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image().setKernelShape(new Shape(3)).build())
                .withMessage("kernelShape is (3), but must give 2 sizes of at least 1.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image().setKernelShape(new Shape(3, 0)).build())
                .withMessage("kernelShape is (3, 0), but must give 2 sizes of at least 1.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image().optStride(new Shape(0, 1)).build())
                .withMessage("stride is (0, 1), but must give 2 sizes of at least 1.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image().optPadding(new Shape(-1, 1)).build())
                .withMessage("padding is (-1, 1), but must give 2 sizes of at least 0.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image().optDilation(new Shape(1, 1, 1)).build())
                .withMessage("dilation is (1, 1, 1), but must give 2 sizes of at least 1.");
    }

    @Test
    void groupsMustDivideTheFilters() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image().optGroups(0).build())
                .withMessage("groups is 0, but must be at least 1.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image().optGroups(4).build())
                .withMessage("6 filters are not divisible by 4 groups.");
    }
}
