// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.NormalInitializer;

import io.github.djlmaxout.examples.data.InputNormalization;
import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.model.ActivationKind;
import io.github.djlmaxout.examples.train.NesterovSgd;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.List;

/**
 * The fully connected example in the code of Tseran and Montufar, <i>Expected Gradients of Maxout
 * Networks and Consequences to Parameter Initialization</i>, arXiv 2301.06956: MNIST divided by
 * 255, 20 hidden layers, K = 5, weights of variance .55555 / fan-in, read-out 1 / fan-in, biases 0,
 * SGD with rate .001 and Nesterov's momentum .9, batches of 32, 10 epochs.
 */
public final class MnistFc {

    /** The number of trained values of the network. */
    public static final long PARAMETERS = 376_210;

    /** Their epochs. */
    public static final int EPOCHS = 10;

    /** Their test accuracy after the first and the last epoch. */
    public static final List<Double> THEIR_ACCURACY = List.of(.3006, .9425);

    /** Their training loss in the first and the last epoch. */
    public static final List<Double> THEIR_LOSS = List.of(1.933, .2675);

    private static final int PIECES = 5;
    private static final double VARIANCE_FACTOR = .55555;
    private static final int BATCH = 32;

    private MnistFc() {}

    /** Returns the network, not yet initialized. */
    static SequentialBlock network(Shape sample, int classes) {
        return ExperimentNetwork.FC20.build(ActivationKind.MAXOUT, PIECES, sample, classes);
    }

    /**
     * Prepares the training.
     *
     * @param engine the engine
     * @param data MNIST
     * @param seed the seed of weights and order
     */
    public static BareTraining training(String engine, TrainingData data, long seed) {
        return new BareTraining(
                engine,
                network(data.train().shape(), data.train().classes()),
                MnistFc::initialize,
                data,
                new InputNormalization(List.of(0f), List.of(255f)),
                new NesterovSgd(.001, .9),
                BATCH,
                seed);
    }

    /** Their factor, five digits of 1 / M(5), in place of the exact one. */
    private static void initialize(Block network, Shape input, long seed, NDArray batch) {
        long fanIn = input.slice(1).size();
        for (Block child : network.getChildren().values()) {
            if (child instanceof MaxoutLinear layer) {
                setVariance(layer, VARIANCE_FACTOR / fanIn);
                fanIn = layer.getUnits();
            } else if (child instanceof Linear) {
                setVariance(child, 1.0 / fanIn);
            }
        }
    }

    private static void setVariance(Block layer, double variance) {
        layer.setInitializer(
                new NormalInitializer((float) Math.sqrt(variance)), Parameter.Type.WEIGHT);
    }
}
