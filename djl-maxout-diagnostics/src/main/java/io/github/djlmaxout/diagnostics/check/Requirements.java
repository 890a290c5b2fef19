// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.network.BlockTree;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.PlacedParameter;

/** What a check needs. */
final class Requirements {

    private Requirements() {}

    static void initialized(Block network) {
        for (PlacedParameter placed : BlockTree.parameters(network)) {
            if (!placed.parameter().isInitialized()) {
                throw new IllegalStateException(
                        "The parameter "
                                + placed.name()
                                + " is not initialized, so there is nothing to check: call"
                                + " network.initialize(manager, dataType, inputShape) first.");
            }
        }
    }

    static void draws(int draws) {
        if (draws < 2) {
            throw new IllegalArgumentException(
                    "There are " + draws + " draws, but a standard error needs at least 2.");
        }
    }

    /**
     * The first array of a batch of as many arrays as the network takes, each with a sample.
     *
     * <p>An initialized block knows how many inputs it has.
     */
    static NDArray inputs(NDList batch, Block network) {
        int wanted = network.isInitialized() ? network.getInputShapes().length : batch.size();
        if (batch.isEmpty() || (wanted == 1 && batch.size() != 1)) {
            throw new IllegalArgumentException(
                    "The batch has "
                            + batch.size()
                            + " arrays, but a network with one input is checked on one: pass new"
                            + " NDList(array).");
        }
        for (NDArray array : batch) {
            sample(array);
        }
        return batch.head();
    }

    private static void sample(NDArray array) {
        Shape shape = array.getShape();
        if (shape.dimension() == 0 || shape.size() == 0) {
            throw new IllegalArgumentException(
                    "The batch has shape "
                            + shape
                            + ", but must hold at least one sample along its first axis.");
        }
    }

    /** The batch and the parameters belong to one engine. */
    static void engine(NDArray batch, Block network) {
        if (network.getParameters().isEmpty()) {
            return;
        }
        String wanted = NetworkStructure.engineOf(network);
        String found = batch.getManager().getEngine().getEngineName();
        if (!wanted.equals(found)) {
            throw new IllegalArgumentException(
                    "The batch is an array of "
                            + found
                            + ", but the network's parameters are of "
                            + wanted
                            + ": make the batch with Engine.getEngine(\""
                            + wanted
                            + "\").newBaseManager().");
        }
    }

    /** The batch has the type of the parameters, one that layers compute in. */
    static void type(NDArray batch, Block network) {
        DataType type = batch.getDataType();
        if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
            throw new IllegalArgumentException(
                    "The batch has type "
                            + type
                            + ", but must be float32 or float64: convert it with"
                            + " toType(DataType.FLOAT32, false).");
        }
        for (Parameter parameter : network.getParameters().values()) {
            DataType other = parameter.getArray().getDataType();
            if (other != type) {
                throw new IllegalArgumentException(
                        "The batch has type "
                                + type
                                + ", but the network has parameters of type "
                                + other
                                + ": both must be float32, or both float64.");
            }
        }
    }

    static void finite(SampleValues batch) {
        for (double value : batch.values()) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "The batch holds the value "
                                + value
                                + ", but its values must be finite: look at the data, or at what"
                                + " scales them.");
            }
        }
    }
}
