// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;

import io.github.djlmaxout.examples.model.ActivationKind;
import io.github.djlmaxout.examples.model.DenseNetwork;
import io.github.djlmaxout.examples.model.NetworkSettings;
import io.github.djlmaxout.examples.model.VggNetwork;

import java.util.Locale;

/** The networks of the experiments, each with a linear read-out behind its hidden layers. */
public enum ExperimentNetwork {
    /** 20 hidden layers, five each of 64, 32, 16 and 8 units (Tseran and Montufar 2023). */
    FC20,
    /** 30 hidden layers of 64 units. */
    FC30,
    /** 20 hidden layers of 128 units. */
    DENSE20,
    /** Three blocks of two 3x3 convolutions and a 2x2 pool, 8, 16, 32 filters; 64 dense units. */
    VGG;

    private static final int FILTERS = 8;

    /** Returns the shape of a sample where no data set gives one. */
    public Shape sample() {
        return this == VGG ? new Shape(3, 32, 32) : new Shape(784);
    }

    /**
     * Builds the network.
     *
     * @param activation maxout or relu
     * @param pieces the pieces of a maxout unit
     * @param shape the shape of one sample
     * @param classes the number of outputs
     * @return the network, not yet initialized
     */
    public SequentialBlock build(ActivationKind activation, int pieces, Shape shape, int classes) {
        return switch (this) {
            case FC20 -> dense(activation, pieces, shape, classes, 5, 64, 32, 16, 8);
            case FC30 -> dense(activation, pieces, shape, classes, 30, 64);
            case DENSE20 -> dense(activation, pieces, shape, classes, 20, 128);
            case VGG ->
                    VggNetwork.build(
                            new NetworkSettings(activation, pieces, FILTERS, 3, 2, 64, 0),
                            shape,
                            classes);
        };
    }

    /** Returns the name on the command line and in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static SequentialBlock dense(
            ActivationKind activation,
            int pieces,
            Shape shape,
            int classes,
            int times,
            int... units) {
        return DenseNetwork.build(
                activation, pieces, DenseNetwork.repeated(times, units), shape, classes);
    }
}
