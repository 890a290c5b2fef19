// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.network.run.BlockRunner;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Runs blocks on given numbers, on one engine, in evaluation mode and with parameters that are not
 * the network's own.
 *
 * <p>On the CPU, wherever the network is: an index out of bounds in a foreign block is an exception
 * there, and the end of the whole process' device on a GPU.
 */
final class Trial {

    private final Engine engine;
    private final Rehearsal rehearsal;
    private final Effort effort = new Effort();
    private final WeightMemory weights = new WeightMemory();
    private final BlockRunner runner = new BlockRunner();
    private final IdentityHashMap<Block, Boolean> singlePrecision = new IdentityHashMap<>();

    Trial(Engine engine, Rehearsal rehearsal) {
        this.engine = engine;
        this.rehearsal = rehearsal;
    }

    /** What was spent. */
    Effort effort() {
        return effort;
    }

    /** Runs a block that needs no parameters in single precision. */
    Tensor runSingle(Block block, Tensor input) throws NotFoundOutException {
        return run(List.of(List.of(block)), input, DataType.FLOAT32).get(0);
    }

    /**
     * What came out of a block.
     *
     * @param shape the shape of the first output
     * @param numbers its values, if it is of another type than floating point
     */
    record Outcome(Shape shape, Optional<Numbers> numbers) {}

    /**
     * The shape of the first output of a block for what goes into it, or for zeros, as DJL asks;
     * normal and uniform draws give zeros.
     */
    Shape shape(Block block, Flow input) throws NotFoundOutException {
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            NDArray array =
                    input.numbers().isPresent()
                            ? input.numbers().get().toArray(manager)
                            : manager.zeros(input.shape());
            ParameterStore store = new CodedParameters(manager, rehearsal, effort, weights);
            NDList outputs = outputs(BlockRunner.withoutDraws(), List.of(block), store, array);
            if (outputs.isEmpty()) {
                throw new NotFoundOutException("it returns nothing");
            }
            return outputs.head().getShape();
        }
    }

    /** Runs a block on what goes into it, or on ones where any numbers will do. */
    Outcome runOnce(Block block, Flow input) throws NotFoundOutException {
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            NDArray array =
                    input.numbers().isPresent()
                            ? input.numbers().get().toArray(manager)
                            : manager.ones(input.shape());
            NDList outputs =
                    outputs(
                            runner,
                            List.of(block),
                            new CodedParameters(manager, rehearsal, effort, weights),
                            array);
            if (outputs.isEmpty()) {
                throw new NotFoundOutException("it returns nothing");
            }
            NDArray first = outputs.head();
            return new Outcome(
                    first.getShape(),
                    first.getDataType().isFloating()
                            ? Optional.empty()
                            : Optional.of(Numbers.of(first)));
        }
    }

    /**
     * Runs a block that needs no parameters.
     *
     * <p>In double precision where the block takes it, otherwise in single precision.
     */
    Tensor run(Block block, Tensor input) throws NotFoundOutException {
        List<List<Block>> alone = List.of(List.of(block));
        if (!singlePrecision.containsKey(block)) {
            try {
                return run(alone, input, DataType.FLOAT64).get(0);
            } catch (NotFoundOutException e) {
                Tensor output = run(alone, input, DataType.FLOAT32).get(0);
                singlePrecision.put(block, true);
                return output;
            }
        }
        return run(alone, input, DataType.FLOAT32).get(0);
    }

    /**
     * Runs sequences of blocks, each from the same input, with the same values for parameters they
     * share; an empty one returns the input.
     */
    List<Tensor> runEach(List<List<Block>> sequences, Tensor input) throws NotFoundOutException {
        return run(sequences, input, DataType.FLOAT32);
    }

    /** The same from values that are no floating point numbers. */
    List<Tensor> runEach(List<List<Block>> sequences, Numbers input) throws NotFoundOutException {
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            ParameterStore store = new CodedParameters(manager, rehearsal, effort, weights);
            List<Tensor> outputs = new ArrayList<>();
            for (List<Block> sequence : sequences) {
                outputs.add(output(sequence, store, input.toArray(manager)));
            }
            return outputs;
        }
    }

    private List<Tensor> run(List<List<Block>> sequences, Tensor input, DataType type)
            throws NotFoundOutException {
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            ParameterStore store = new CodedParameters(manager, rehearsal, effort, weights);
            List<Tensor> outputs = new ArrayList<>();
            for (List<Block> sequence : sequences) {
                outputs.add(output(sequence, store, array(manager, input, type)));
            }
            return outputs;
        }
    }

    private Tensor output(List<Block> sequence, ParameterStore store, NDArray input)
            throws NotFoundOutException {
        NDList outputs = outputs(runner, sequence, store, input);
        if (outputs.size() != 1) {
            throw new NotFoundOutException("it returns " + outputs.size() + " arrays");
        }
        try {
            return tensor(outputs.get(0));
        } catch (RuntimeException | LinkageError e) {
            throw thrown(e);
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever a foreign block throws says only that it cannot
    private NDList outputs(
            BlockRunner runner, List<Block> sequence, ParameterStore store, NDArray input)
            throws NotFoundOutException {
        try {
            NDList outputs = new NDList(input);
            for (Block block : sequence) {
                outputs = runner.run(block, store, outputs, false, false).output();
                effort.ran();
                outputs.forEach(a -> effort.made(a.size(), a.getDataType().getNumOfBytes()));
            }
            return outputs;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            throw thrown(e);
        }
    }

    /** Engines add their own stack, line by line. */
    private static NotFoundOutException thrown(Throwable e) {
        String first = String.valueOf(e).lines().findFirst().orElse("");
        return new NotFoundOutException("tried on numbers, it throws " + first, e);
    }

    private NDArray array(NDManager manager, Tensor input, DataType type) {
        effort.made(input.values().length, type.getNumOfBytes());
        if (type == DataType.FLOAT64) {
            return manager.create(input.values(), input.shape());
        }
        float[] values = new float[input.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) input.values()[i];
        }
        return manager.create(values, input.shape());
    }

    private static Tensor tensor(NDArray array) throws NotFoundOutException {
        if (array.getDataType() == DataType.FLOAT64) {
            return new Tensor(array.getShape(), array.toDoubleArray());
        }
        if (array.getDataType() != DataType.FLOAT32) {
            throw new NotFoundOutException("it returns values of type " + array.getDataType());
        }
        float[] values = array.toFloatArray();
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return new Tensor(array.getShape(), wide);
    }
}
