// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.Linear;

import io.github.djlmaxout.nn.MaxoutConv1d;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutConv3d;
import io.github.djlmaxout.nn.MaxoutLinear;

/** The layers under test: convolutions have kernel 3 and keep the size of the image. */
public enum Layer {
    LINEAR {
        @Override
        Block affine(long outputs) {
            return Linear.builder().setUnits(outputs).build();
        }

        @Override
        Block maxout(long units, int pieces) {
            return MaxoutLinear.builder().setUnits(units).setPieces(pieces).build();
        }

        @Override
        Shape input(Size size) {
            return size.pick(new Shape(8, 32), new Shape(256, 256), new Shape(256, 1024));
        }

        @Override
        long units(Size size) {
            return size.pick(32L, 256L, 512L);
        }
    },
    CONV1D {
        @Override
        Block affine(long outputs) {
            return Conv1d.builder()
                    .setFilters((int) outputs)
                    .setKernelShape(new Shape(3))
                    .optPadding(new Shape(1))
                    .build();
        }

        @Override
        Block maxout(long units, int pieces) {
            return MaxoutConv1d.builder()
                    .setFilters((int) units)
                    .setPieces(pieces)
                    .setKernelShape(new Shape(3))
                    .optPadding(new Shape(1))
                    .build();
        }

        @Override
        Shape input(Size size) {
            return size.pick(new Shape(8, 16, 32), new Shape(32, 64, 64), new Shape(16, 128, 256));
        }

        @Override
        long units(Size size) {
            return size.pick(16L, 64L, 128L);
        }
    },
    CONV2D {
        @Override
        Block affine(long outputs) {
            return Conv2d.builder()
                    .setFilters((int) outputs)
                    .setKernelShape(new Shape(3, 3))
                    .optPadding(new Shape(1, 1))
                    .build();
        }

        @Override
        Block maxout(long units, int pieces) {
            return MaxoutConv2d.builder()
                    .setFilters((int) units)
                    .setPieces(pieces)
                    .setKernelShape(new Shape(3, 3))
                    .optPadding(new Shape(1, 1))
                    .build();
        }

        @Override
        Shape input(Size size) {
            return size.pick(
                    new Shape(8, 8, 14, 14), new Shape(32, 16, 28, 28), new Shape(8, 64, 32, 32));
        }

        @Override
        long units(Size size) {
            return size.pick(8L, 16L, 64L);
        }
    },
    CONV3D {
        @Override
        Block affine(long outputs) {
            return Conv3d.builder()
                    .setFilters((int) outputs)
                    .setKernelShape(new Shape(3, 3, 3))
                    .optPadding(new Shape(1, 1, 1))
                    .build();
        }

        @Override
        Block maxout(long units, int pieces) {
            return MaxoutConv3d.builder()
                    .setFilters((int) units)
                    .setPieces(pieces)
                    .setKernelShape(new Shape(3, 3, 3))
                    .optPadding(new Shape(1, 1, 1))
                    .build();
        }

        @Override
        Shape input(Size size) {
            return size.pick(
                    new Shape(2, 4, 8, 8, 8),
                    new Shape(8, 16, 8, 8, 8),
                    new Shape(4, 32, 16, 16, 16));
        }

        @Override
        long units(Size size) {
            return size.pick(4L, 16L, 32L);
        }
    };

    /** DJL's own layer. */
    abstract Block affine(long outputs);

    /** The maxout layer of the same form. */
    abstract Block maxout(long units, int pieces);

    abstract Shape input(Size size);

    abstract long units(Size size);

    /** How much one layer has to do. */
    public enum Size {
        SMALL,
        MIDDLE,
        LARGE;

        <T> T pick(T small, T middle, T large) {
            return switch (this) {
                case SMALL -> small;
                case MIDDLE -> middle;
                case LARGE -> large;
            };
        }
    }
}
