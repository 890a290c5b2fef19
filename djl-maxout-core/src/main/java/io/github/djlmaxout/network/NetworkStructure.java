// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a network is made of: the steps of a signal from its input to its output.
 *
 * <p>Sequences are flattened into one list; branches keep theirs.
 */
public final class NetworkStructure {

    private final List<Step> steps;

    NetworkStructure(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /**
     * Reads the structure of a network, initialized or not, which stays as it is.
     *
     * <p>DJL's containers, dense layers, convolutions, normalizations and dropout and this
     * library's layers are known by their class. Any other block without parameters, such as DJL's
     * pooling and activation blocks, is tried on numbers: see {@link Elementwise}, {@link Pooling}
     * and {@link Reordering} for what can be found. A block of another class with children is
     * compared on numbers with its children one after the other, and with its input added to them.
     * What is none of these becomes {@link Unknown} with a reason; so do blocks with parameters
     * that are no known layer, and subclasses of DJL's layers.
     *
     * <p>Blocks are tried in evaluation mode on the CPU, with a few samples (once with as many as
     * it takes to sample a function), with spatial sizes and channels as they will be, and with
     * parameters that are not the network's. Nothing is drawn from the engine's random stream,
     * unless a foreign block draws in evaluation mode by itself. All arrays are closed.
     *
     * <p>A function is sampled on [-12, 12], to about 1e-6 where it is smooth, and continued in
     * straight lines; what it does beyond is not seen. What a block does in training only is not
     * seen either, but for dropout.
     *
     * <p>Cost: one pass of one sample through each block without parameters, and about twenty
     * through a few of its values; pools run about eight times on four channels. Parallel blocks,
     * and blocks of other classes with children, run once together with their children, on four
     * positions along each axis where they take so few, with arrays of the size of their weights;
     * other weights cost nothing. That is linear in the number of blocks. A block whose comparison
     * would take more than some billion multiplications, or a quarter of a gigabyte of weights, is
     * not tried and stays unknown. Shapes inside of blocks that stay unknown are found by an
     * initialization with arrays that have no values: it costs what the shapes cost that DJL's
     * blocks tell, for large images those of three smaller ones.
     *
     * <p>What a parallel block does to the sum, mean or concatenation of its branches, if that is
     * ReLU or leaky ReLU, is a step of its own behind it, named {@code .../ReLU} or {@code
     * .../LeakyReLU}, with a block that does the same.
     *
     * @param network the network
     * @param input the shape of its input, with the batch as its first axis, all lengths at least 1
     * @param engine the name of the engine on which blocks are tried, such as {@code PyTorch}
     * @param known what is known of blocks and need not be found out; they are compared by
     *     identity, are neither tried nor entered, and tell their output by {@link
     *     Block#getOutputShapes(Shape[])}
     * @return the structure
     * @throws IllegalArgumentException if the network does not take such an input, or there is no
     *     such engine
     */
    public static NetworkStructure read(
            Block network, Shape input, String engine, Map<Block, Operation> known) {
        BlockTree.requireDepth(network);
        requireLengths(input);
        return new NetworkStructure(
                new NetworkReader(Engine.getEngine(engine), known).read(network, input));
    }

    /**
     * Reads the structure of a network for examples of its inputs: as many as it takes, of their
     * types and shapes.
     *
     * <p>A network of one input is read as for its shape. Values count only where not all are
     * valid: an input that is not of a floating point type, such as token ids, is what blocks are
     * tried on as long as it has not become something else. A network of several inputs, or one
     * that takes the example but cannot be followed, becomes one step that is {@link Unknown} and
     * lists what is inside of it.
     *
     * <p>Recurrent layers, embeddings and attention are not read either; their weights are listed
     * inside of them. Cost: as for a shape, and nothing for a network of several inputs.
     *
     * @param network the network, initialized or not, which stays as it is
     * @param example the inputs that its {@code forward} method takes; for DJL's {@code
     *     EncoderDecoder} those of encoder and decoder. They stay open
     * @param engine the name of the engine on which blocks are tried, such as {@code PyTorch}
     * @param known what is known of blocks and need not be found out, by identity
     * @return the structure
     * @throws IllegalArgumentException if the network does not take such inputs, or there are none
     */
    public static NetworkStructure read(
            Block network, NDList example, String engine, Map<Block, Operation> known) {
        if (example.isEmpty()) {
            throw new IllegalArgumentException(
                    "The example holds no arrays, but needs one for each input of the network.");
        }
        BlockTree.requireDepth(network);
        example.forEach(array -> requireLengths(array.getShape()));
        return new NetworkStructure(
                new NetworkReader(Engine.getEngine(engine), known).read(network, example));
    }

    /**
     * Reads the structure of a network for examples of its inputs on its own engine, {@link
     * #engineOf}.
     *
     * @param network the network
     * @param example the inputs that its {@code forward} method takes, which stay open
     * @return the structure
     * @throws IllegalArgumentException if the network does not take such inputs, or there are none
     * @see #read(Block, NDList, String, Map)
     */
    public static NetworkStructure read(Block network, NDList example) {
        return read(network, example, engineOf(network), Map.of());
    }

    private static void requireLengths(Shape input) {
        for (long length : input.getShape()) {
            if (length < 1) {
                throw new IllegalArgumentException(
                        "The input has the shape "
                                + input
                                + ", but each of its lengths must be at least 1: for a batch of any"
                                + " size write 1.");
            }
        }
        if (input.dimension() == 0) {
            throw new IllegalArgumentException(
                    "The input has no axes, but needs at least the one of the batch.");
        }
    }

    /**
     * Reads the structure of a network on its own engine, {@link #engineOf}.
     *
     * @param network the network
     * @param input the shape of its input, with the batch as its first axis, all lengths at least 1
     * @return the structure
     * @throws IllegalArgumentException if the network does not take such an input
     * @see #read(Block, Shape, String, Map)
     */
    public static NetworkStructure read(Block network, Shape input) {
        return read(network, input, engineOf(network), Map.of());
    }

    /**
     * Returns the name of the engine that a network belongs to: that of its first initialized
     * parameter, or DJL's default engine if there is none.
     *
     * @param network the network
     * @return the name, such as {@code PyTorch}
     * @throws IllegalArgumentException if blocks are nested more than 500 deep
     */
    public static String engineOf(Block network) {
        BlockTree.requireDepth(network);
        return network.getParameters().values().stream()
                .filter(Parameter::isInitialized)
                .findFirst()
                .map(parameter -> parameter.getArray().getManager().getEngine())
                .orElseGet(Engine::getInstance)
                .getEngineName();
    }

    /**
     * Returns the steps in the order of the signal.
     *
     * @return the steps
     */
    public List<Step> steps() {
        return steps;
    }

    /**
     * Returns the steps with weights in the order of the signal, those in branches included.
     *
     * @return the layers
     */
    public List<Step> layers() {
        List<Step> layers = new ArrayList<>();
        collect(steps, layers);
        return List.copyOf(layers);
    }

    private static void collect(List<Step> steps, List<Step> layers) {
        for (Step step : steps) {
            if (step.operation() instanceof Weights) {
                layers.add(step);
            } else if (step.operation() instanceof Branches branches) {
                branches.branches().forEach(branch -> collect(branch, layers));
            }
        }
    }

    @Override
    public String toString() {
        return steps.stream()
                .map(step -> step.name() + ": " + step.operation())
                .collect(Collectors.joining("\n"));
    }
}
