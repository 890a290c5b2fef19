package io.github.djlmaxout.examples.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.initializer.NormalInitializer;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

/**
 * Convolution blocks, each followed by max-pooling, then a dense hidden layer and a linear
 * read-out; on table data dense hidden layers only.
 *
 * <p>The blocks hold 3x3 convolutions that keep the image size; each block has twice the filters of
 * the one before, while pooling halves height and width.
 *
 * <p>A maxout layer starts at variance 1 / (M(K) fan-in), M(K) being the second moment of the
 * largest of K Gaussian variables; it is the layers' own default. The last convolution of a block
 * starts at 1 / (M(4K) fan-in) instead, because a unit after the pool is the largest of 4K values.
 */
public final class VggNetwork {

    /** The variance of a weight times the fan-in that keeps the size of signals through a ReLU. */
    private static final double HE = 2;

    /** The same for the linear read-out. */
    private static final double READ_OUT = 1;

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
        long features;
        if (sample.dimension() == 3) {
            features = addConvolutions(network, settings, sample);
            addDropout(network, settings);
            features = addHidden(network, settings, features, settings.dense());
        } else {
            features = sample.size();
            network.add(Blocks.batchFlattenBlock(features));
            for (int i = 0; i < settings.depth(); i++) {
                features = addHidden(network, settings, features, settings.width());
            }
        }
        addDropout(network, settings);
        network.add(withVariance(Linear.builder().setUnits(classes).build(), READ_OUT / features));
        return network;
    }

    private static long addConvolutions(
            SequentialBlock network, NetworkSettings settings, Shape sample) {
        long channels = sample.get(0);
        long height = sample.get(1);
        long width = sample.get(2);
        for (int block = 0; block < settings.blocks(); block++) {
            int filters = Math.multiplyExact(settings.width(), 1 << block);
            for (int i = 0; i < settings.depth(); i++) {
                addConvolution(network, settings, channels, filters, i == settings.depth() - 1);
                channels = filters;
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
        long features = channels * height * width;
        network.add(Blocks.batchFlattenBlock(features));
        return features;
    }

    private static void addConvolution(
            SequentialBlock network,
            NetworkSettings settings,
            long channels,
            int filters,
            boolean beforePool) {
        long fanIn = 9 * channels;
        if (settings.activation() == ActivationKind.RELU) {
            network.add(
                    withVariance(
                            Conv2d.builder()
                                    .setFilters(filters)
                                    .setKernelShape(KERNEL)
                                    .optPadding(PADDING)
                                    .build(),
                            HE / fanIn));
            network.add(Activation.reluBlock());
            return;
        }
        MaxoutConv2d maxout =
                MaxoutConv2d.builder()
                        .setFilters(filters)
                        .setPieces(settings.pieces())
                        .setKernelShape(KERNEL)
                        .optPadding(PADDING)
                        .build();
        if (beforePool) {
            double secondMoment =
                    GaussianMaximum.of(settings.pieces() * POOL * POOL).secondMoment();
            withVariance(maxout, 1 / (secondMoment * fanIn));
        }
        network.add(maxout);
    }

    private static long addHidden(
            SequentialBlock network, NetworkSettings settings, long features, int units) {
        if (settings.activation() == ActivationKind.RELU) {
            network.add(withVariance(Linear.builder().setUnits(units).build(), HE / features));
            network.add(Activation.reluBlock());
        } else {
            network.add(
                    MaxoutLinear.builder().setUnits(units).setPieces(settings.pieces()).build());
        }
        return units;
    }

    private static void addDropout(SequentialBlock network, NetworkSettings settings) {
        if (settings.dropout() > 0) {
            network.add(Dropout.builder().optRate((float) settings.dropout()).build());
        }
    }

    private static Block withVariance(Block block, double variance) {
        block.setInitializer(
                new NormalInitializer((float) Math.sqrt(variance)), Parameter.Type.WEIGHT);
        return block;
    }
}
