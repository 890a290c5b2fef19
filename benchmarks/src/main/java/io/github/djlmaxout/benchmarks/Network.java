// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;

/** The networks whose training step is timed. */
public enum Network {
    /** Eight dense layers of 256 units. */
    WIDE("8 dense layers of 256 units", 5) {
        @Override
        void addLayers(SequentialBlock net, Formulation formulation) {
            for (int i = 0; i < 8; i++) {
                net.add(layer(formulation, Layer.LINEAR, 256));
            }
        }
    },
    /** Twenty thin dense layers, five of each width, as in Tseran and Montufar 2023. */
    DEEP("20 dense layers of 64, 32, 16, 8 units", 5) {
        @Override
        void addLayers(SequentialBlock net, Formulation formulation) {
            for (int units = 64; units >= 8; units /= 2) {
                for (int i = 0; i < 5; i++) {
                    net.add(layer(formulation, Layer.LINEAR, units));
                }
            }
        }
    },
    /** Three convolutional layers, each with a pooling layer. */
    CONVOLUTIONAL("3 conv layers of 32, 32, 64 filters", 3) {
        @Override
        void addLayers(SequentialBlock net, Formulation formulation) {
            for (int filters : new int[] {32, 32, 64}) {
                net.add(layer(formulation, Layer.CONV2D, filters));
                net.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
            }
            net.add(Blocks.batchFlattenBlock());
        }
    };

    static final int CLASSES = 10;

    private final String title;
    private final int pieces;

    Network(String title, int pieces) {
        this.title = title;
        this.pieces = pieces;
    }

    abstract void addLayers(SequentialBlock net, Formulation formulation);

    String title() {
        return title;
    }

    int pieces() {
        return pieces;
    }

    Shape input() {
        return switch (this) {
            case WIDE -> new Shape(128, 784);
            case DEEP -> new Shape(32, 784);
            case CONVOLUTIONAL -> new Shape(64, 3, 32, 32);
        };
    }

    /** The layer that tells which formulations race. */
    Layer kind() {
        return this == CONVOLUTIONAL ? Layer.CONV2D : Layer.LINEAR;
    }

    Block build(Formulation formulation) {
        SequentialBlock net = new SequentialBlock();
        addLayers(net, formulation);
        net.add(Linear.builder().setUnits(CLASSES).build());
        float factor = (float) formulation.varianceFactor(pieces);
        net.setInitializer(
                new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, factor),
                Parameter.Type.WEIGHT);
        return net;
    }

    /*
     * Without a maximum nothing brings K * n outputs down to the n inputs of the next layer. The
     * first n are taken then: all networks have the same matrix products and convolutions, and
     * this is the cheapest way to get them. It is not free: its gradient is padded with zeros, one
     * pass over the K * n outputs. So the ratios of whole networks are lower by that pass.
     */
    final Block layer(Formulation formulation, Layer layer, long units) {
        Block block = formulation.block(layer, units, pieces);
        if (formulation.takesMaximum()) {
            return block;
        }
        return new SequentialBlock()
                .add(block)
                .add(LambdaBlock.singleton(z -> z.get(":, :" + units)));
    }
}
