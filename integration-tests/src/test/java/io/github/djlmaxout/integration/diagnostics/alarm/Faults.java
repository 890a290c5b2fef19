// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.alarm;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.XavierInitializer;

import java.util.List;
import java.util.Random;

/** Networks with one fault each. */
final class Faults {

    /** Not the numbers that data is made of. */
    private static final long SEED = ~20L;

    private Faults() {}

    static SequentialBlock withGain(SequentialBlock network, double gain) {
        Networks.setGain(network, gain, ~SEED);
        return network;
    }

    /** All pieces of the units of the second layer get the first one's weights. */
    static SequentialBlock identicalPieces() {
        SequentialBlock network = Networks.maxoutMlp(3, 32, 5);
        Networks.at(network, 1)
                .setInitializer(
                        (manager, shape, type) -> manager.create(repeated(shape, 5), shape),
                        Parameter.Type.WEIGHT);
        return network;
    }

    private static float[] repeated(Shape shape, int pieces) {
        Random random = new Random(SEED);
        float[] values = new float[(int) shape.size()];
        int piece = values.length / pieces;
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    i < piece
                            ? (float) (random.nextGaussian() / Math.sqrt((double) shape.get(1)))
                            : values[i - piece];
        }
        return values;
    }

    /** Of unit 7 of the second layer, piece 2. */
    static SequentialBlock deadPiece() {
        SequentialBlock network = Networks.maxoutMlp(3, 32, 5);
        Networks.at(network, 1)
                .setInitializer(
                        (manager, shape, type) -> {
                            float[] values = new float[(int) shape.size()];
                            values[2 * 32 + 7] = -1e3f;
                            return manager.create(values, shape);
                        },
                        Parameter.Type.BIAS);
        return network;
    }

    /** No unit of the second layer is ever above zero. */
    static SequentialBlock deadUnits() {
        SequentialBlock network = Networks.reluMlp(3, 64);
        Networks.at(network, 2).setInitializer(new ConstantInitializer(-100), Parameter.Type.BIAS);
        return network;
    }

    /** A layer that somebody forgot to thaw. */
    static SequentialBlock frozen(SequentialBlock network, int index) {
        Networks.at(network, index).freezeParameters(true);
        return network;
    }

    /** The read-out starts far too large. */
    static SequentialBlock largeReadOut() {
        SequentialBlock network = Networks.reluMlp(2, 64);
        Networks.at(network, 4).setInitializer(normal(10), Parameter.Type.WEIGHT);
        return network;
    }

    /** He's initializer, which DJL has for all weights, for maxout layers. */
    static SequentialBlock withHe(SequentialBlock network) {
        network.setInitializer(
                new XavierInitializer(
                        XavierInitializer.RandomType.GAUSSIAN, XavierInitializer.FactorType.IN, 2),
                Parameter.Type.WEIGHT);
        return network;
    }

    static SequentialBlock allWeightsZero() {
        SequentialBlock network = Networks.reluMlp(2, 32);
        network.setInitializer(Initializer.ZEROS, Parameter.Type.WEIGHT);
        return network;
    }

    /** A block in the middle through which no gradient comes. */
    static SequentialBlock stoppedGradient() {
        return new SequentialBlock()
                .add(Networks.linear(32))
                .add(Activation::relu)
                .add(new LambdaBlock(Faults::stop, "stop"))
                .add(Networks.linear(32))
                .add(Activation::relu)
                .add(Networks.readOut());
    }

    private static NDList stop(NDList list) {
        return new NDList(list.singletonOrThrow().stopGradient());
    }

    /** The last block of the tree has no part in the output. */
    static Block unusedLastBlock() {
        return new SequentialBlock()
                .add(Networks.linear(32))
                .add(Activation::relu)
                .add(
                        new ParallelBlock(
                                branches -> branches.get(0),
                                List.of(Networks.readOut(), Networks.linear(4))));
    }

    /** Ten layers of sigmoids. */
    static SequentialBlock deepSigmoid() {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < 10; i++) {
            network.add(Networks.linear(32)).add(Activation::sigmoid);
        }
        return network.add(Networks.readOut());
    }

    /** A weight that is no number from the start. */
    static SequentialBlock weightWithNaN() {
        SequentialBlock network = Networks.reluMlp(2, 32);
        Networks.at(network, 2)
                .setInitializer(
                        (manager, shape, type) -> {
                            float[] values = new float[(int) shape.size()];
                            values[3] = Float.NaN;
                            return manager.create(values, shape);
                        },
                        Parameter.Type.WEIGHT);
        return network;
    }

    /** Eight convolutions whose weights are far too large. */
    static SequentialBlock explodingCnn() {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < 8; i++) {
            network.add(
                            Conv2d.builder()
                                    .setFilters(8)
                                    .setKernelShape(new Shape(3, 3))
                                    .optPadding(new Shape(1, 1))
                                    .build())
                    .add(Activation::relu);
        }
        network.add(Blocks.batchFlattenBlock()).add(Networks.readOut());
        return withGain(network, 40);
    }

    static Initializer normal(double deviation) {
        Random random = new Random(SEED);
        return (manager, shape, type) -> {
            float[] values = new float[(int) shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
            return manager.create(values, shape);
        };
    }
}
