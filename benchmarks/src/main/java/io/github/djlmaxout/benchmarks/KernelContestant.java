// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.diagnostics.kernel.EmpiricalNtk;
import io.github.djlmaxout.diagnostics.kernel.KernelCost;
import io.github.djlmaxout.diagnostics.kernel.OutputContraction;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.Random;

/** A dense maxout network with three pieces in float64, and batches to compute kernels of. */
final class KernelContestant implements AutoCloseable {

    private static final int PIECES = 3;

    private final NDManager manager;
    private final SequentialBlock network = new SequentialBlock();
    private final NDArray input;
    private final long outputs;

    KernelContestant(String engine, int samples, int outputs, int width, int depth) {
        this.outputs = outputs;
        manager = Engine.getEngine(engine).newBaseManager();
        for (int i = 0; i < depth; i++) {
            network.add(MaxoutLinear.builder().setUnits(width).setPieces(PIECES).build());
        }
        network.add(Linear.builder().setUnits(outputs).build());
        Shape shape = new Shape(samples, width);
        network.initialize(manager, DataType.FLOAT64, shape);
        double[] values = new Random(3).doubles(shape.size(), -1.7, 1.7).toArray();
        input = manager.create(values, shape);
    }

    EmpiricalNtk kernel(OutputContraction contraction, long memory) {
        return EmpiricalNtk.of(network, contraction).withMemory(memory);
    }

    /** Computes the kernel and returns how long it took, in nanoseconds. */
    double time(OutputContraction contraction, long memory) {
        long start = System.nanoTime();
        kernel(contraction, memory).compute(input);
        return System.nanoTime() - start;
    }

    KernelCost cost(OutputContraction contraction, long memory) {
        return kernel(contraction, memory).estimate(input);
    }

    /** As one would write it with DJL: a backward pass for each output of each sample. */
    double timeSampleBySample() {
        long start = System.nanoTime();
        long samples = input.getShape().get(0);
        network.getParameters().values().forEach(p -> p.getArray().setRequiresGradient(true));
        try (NDManager scratch = manager.newSubManager()) {
            NDList rows = new NDList();
            for (long s = 0; s < samples; s++) {
                for (long o = 0; o < outputs; o++) {
                    rows.add(row(scratch, s, o));
                }
            }
            NDArray all = NDArrays.stack(rows).reshape(samples, -1);
            all.matMul(all.transpose()).toDoubleArray();
        }
        return System.nanoTime() - start;
    }

    private NDArray row(NDManager kept, long sample, long output) {
        try (NDManager scratch = kept.newSubManager()) {
            NDArray x = input.get(new NDIndex(sample + ":" + (sample + 1) + ", :"));
            x.attach(scratch);
            double[] one = new double[(int) outputs];
            one[(int) output] = 1;
            NDArray head = scratch.create(one, new Shape(1, outputs));
            try (GradientCollector collector =
                    Engine.getEngine(scratch.getEngine().getEngineName()).newGradientCollector()) {
                NDArray y =
                        network.forward(new ParameterStore(scratch, false), new NDList(x), false)
                                .singletonOrThrow();
                collector.backward(y.mul(head).sum());
            }
            NDList parts = new NDList();
            for (Parameter parameter : network.getParameters().values()) {
                NDArray gradient = parameter.getArray().getGradient();
                gradient.attach(scratch);
                NDArray copy = gradient.duplicate();
                copy.attach(scratch);
                parts.add(copy.flatten());
                // gradients add up on PyTorch
                gradient.subi(copy);
            }
            NDArray row = NDArrays.concat(parts);
            row.attach(kept);
            return row;
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
