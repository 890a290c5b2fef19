package io.github.djlmaxout.examples.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.initializer.NormalInitializer;

/**
 * Convolution blocks, each followed by max-pooling, then a dense hidden layer and a linear read-out;
 * on table data dense hidden layers only.
 *
 * <p>The blocks hold 3x3 convolutions that keep the image size; each block has twice the filters of
 * the one before, while pooling halves height and width.
 */
public final class VggNetwork {

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
        network.add(
                withDeviation(
                        Linear.builder().setUnits(classes).build(), Math.sqrt(1.0 / features)));
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
                addConvolution(network, settings, channels, filters);
                channels = filters;
            }
            network.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
            height /= 2;
            width /= 2;
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
            SequentialBlock network, NetworkSettings settings, long channels, int filters) {
        boolean relu = settings.activation() == ActivationKind.RELU;
        int stacked = relu ? filters : filters * settings.pieces();
        double c = relu ? 2 : 1;
        network.add(
                withDeviation(
                        Conv2d.builder()
                                .setFilters(stacked)
                                .setKernelShape(new Shape(3, 3))
                                .optPadding(new Shape(1, 1))
                                .build(),
                        Math.sqrt(c / (9 * channels))));
        network.add(activation(settings, filters));
    }

    private static long addHidden(
            SequentialBlock network, NetworkSettings settings, long features, int units) {
        boolean relu = settings.activation() == ActivationKind.RELU;
        int stacked = relu ? units : units * settings.pieces();
        double c = relu ? 2 : 1;
        network.add(
                withDeviation(
                        Linear.builder().setUnits(stacked).build(), Math.sqrt(c / features)));
        network.add(activation(settings, units));
        return units;
    }

    private static Block activation(NetworkSettings settings, int units) {
        if (settings.activation() == ActivationKind.RELU) {
            return Activation.reluBlock();
        }
        return new LambdaBlock(
                list -> {
                    ai.djl.ndarray.NDArray z = list.singletonOrThrow();
                    Shape s = z.getShape();
                    return new NDList(
                            z.reshape(
                                            new Shape(s.get(0), settings.pieces(), units)
                                                    .addAll(s.slice(2)))
                                    .max(new int[] {1}));
                },
                "maxout");
    }

    private static void addDropout(SequentialBlock network, NetworkSettings settings) {
        if (settings.dropout() > 0) {
            network.add(Dropout.builder().optRate((float) settings.dropout()).build());
        }
    }

    private static Block withDeviation(Block block, double deviation) {
        block.setInitializer(new NormalInitializer((float) deviation), Parameter.Type.WEIGHT);
        return block;
    }
}
