// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.plan;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.nn.MaxoutConv2d;

/** Layers that several of these tests build networks of. */
final class Layers {

    private Layers() {}

    /** A 3x3 maxout convolution. */
    static Block convolution(int filters, int pieces, int padding) {
        return MaxoutConv2d.builder()
                .setFilters(filters)
                .setPieces(pieces)
                .setKernelShape(new Shape(3, 3))
                .optPadding(new Shape(padding, padding))
                .build();
    }
}
