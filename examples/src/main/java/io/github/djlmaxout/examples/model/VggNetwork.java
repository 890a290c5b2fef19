// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;

import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

/**
 * Convolution blocks, each followed by max-pooling, then a dense hidden layer and a linear
 * read-out; on table data dense hidden layers only.
 *
 * <p>The blocks hold 3x3 convolutions that keep the image size; each block has twice the filters of
 * the one before, while pooling halves height and width.
 *
 * <p>The first weights are another matter: {@link InitializationKind}.
 */
public final class VggNetwork {

    private static final int POOL = 2;
    private static final Shape KERNEL = new Shape(3, 3);
    private static final Shape PADDING = new Shape(1, 1);

    private VggNetwork() {}

    /**
     * Builds a network.
     *
     * @param settings what it is made of
     * @param sample the shape of one sample: channels, height, width, or the length of a row
     * @param classes the number of outputs
     * @return the network, not yet initialized
     * @throws IllegalArgumentException if pooling leaves nothing of the images
     */
    public static SequentialBlock build(NetworkSettings settings, Shape sample, int classes) {
        SequentialBlock network = new SequentialBlock();
        WeightCount count = new WeightCount(sample.get(0));
        if (sample.dimension() == 3) {
            addConvolutions(network, settings, sample, count);
            addDropout(network, settings);
            addHidden(network, settings, settings.dense(), count);
        } else {
            network.add(Blocks.batchFlattenBlock(sample.size()));
            for (int i = 0; i < settings.depth(); i++) {
                addHidden(network, settings, settings.width(), count);
            }
        }
        addDropout(network, settings);
        count.layer(classes, 1, classes);
        return network.add(Linear.builder().setUnits(classes).build());
    }

    private static void addConvolutions(
            SequentialBlock network, NetworkSettings settings, Shape sample, WeightCount count) {
        long filters = sample.get(0);
        long height = sample.get(1);
        long width = sample.get(2);
        for (int block = 0; block < settings.blocks(); block++) {
            filters = (long) settings.width() << block;
            for (int i = 0; i < settings.depth(); i++) {
                count.layer((double) filters * pieces(settings), KERNEL.size(), filters);
                addConvolution(network, settings, Math.toIntExact(filters));
            }
            network.add(Pool.maxPool2dBlock(new Shape(POOL, POOL), new Shape(POOL, POOL)));
            height /= POOL;
            width /= POOL;
            if (height == 0 || width == 0) {
                throw new IllegalArgumentException(
                        "--blocks is "
                                + settings.blocks()
                                + ", but after "
                                + block
                                + " poolings nothing is left to halve of "
                                + sample.get(1)
                                + " x "
                                + sample.get(2)
                                + " pixels: take at most "
                                + block
                                + " blocks");
            }
        }
        network.add(Blocks.batchFlattenBlock(filters * height * width));
        count.flatten(filters * height * width);
    }

    private static void addConvolution(
            SequentialBlock network, NetworkSettings settings, int filters) {
        if (settings.activation() == ActivationKind.RELU) {
            network.add(
                    Conv2d.builder()
                            .setFilters(filters)
                            .setKernelShape(KERNEL)
                            .optPadding(PADDING)
                            .build());
            network.add(Activation.reluBlock());
        } else {
            network.add(
                    MaxoutConv2d.builder()
                            .setFilters(filters)
                            .setPieces(settings.pieces())
                            .setKernelShape(KERNEL)
                            .optPadding(PADDING)
                            .build());
        }
    }

    private static int pieces(NetworkSettings settings) {
        return settings.activation() == ActivationKind.RELU ? 1 : settings.pieces();
    }

    private static void addHidden(
            SequentialBlock network, NetworkSettings settings, int units, WeightCount count) {
        count.layer((double) units * pieces(settings), 1, units);
        if (settings.activation() == ActivationKind.RELU) {
            network.add(Linear.builder().setUnits(units).build());
            network.add(Activation.reluBlock());
        } else {
            network.add(
                    MaxoutLinear.builder().setUnits(units).setPieces(settings.pieces()).build());
        }
    }

    private static void addDropout(SequentialBlock network, NetworkSettings settings) {
        if (settings.dropout() > 0) {
            network.add(Dropout.builder().optRate((float) settings.dropout()).build());
        }
    }
}
