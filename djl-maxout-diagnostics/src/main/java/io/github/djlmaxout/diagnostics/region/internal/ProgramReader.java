// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.PieceMaximum;
import io.github.djlmaxout.network.Pooling;
import io.github.djlmaxout.network.Reordering;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.PieceStacking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Turns a network into a {@link Program}. What does not change in training is found out once, the
 * weights are read at each {@link #program}.
 */
public final class ProgramReader {

    private final Engine engine;
    private final List<Supplier<List<Instruction>>> parts = new ArrayList<>();
    private final int inputs;
    private int outputs;

    /**
     * Reads a network.
     *
     * @param network the network, initialized, with one input
     * @param input the shape of its input, with the batch as first axis
     * @throws IllegalArgumentException if it is not known to be piecewise linear
     */
    public ProgramReader(Block network, Shape input) {
        String name = NetworkStructure.engineOf(network);
        engine = Engine.getEngine(name);
        inputs = Math.toIntExact(input.slice(1).size());
        outputs = inputs;
        add(NetworkStructure.read(network, input).steps());
    }

    /**
     * Reads the weights that the network has now.
     *
     * @return the network as numbers
     * @throws NonFiniteParameterException if one is not finite
     */
    public Program program() {
        List<Instruction> instructions = new ArrayList<>();
        parts.forEach(part -> instructions.addAll(part.get()));
        return new Program(instructions, inputs, outputs);
    }

    /** What is said of a block that cannot be turned into numbers. */
    static IllegalArgumentException refusal(String name, Block block, String why) {
        return new IllegalArgumentException(
                Wording.sentences(
                                "The block "
                                        + name
                                        + " ("
                                        + block.getClass().getSimpleName()
                                        + ") "
                                        + why)
                        + " Linear regions are those of networks of dense layers, convolutions,"
                        + " maxout, ReLU, leaky ReLU, pooling, batch normalization and dropout.");
    }

    private void add(List<Step> steps) {
        for (Step step : steps) {
            if (step.output().dimension() == 0 || step.output().get(0) != step.input().get(0)) {
                throw refusal(
                        step.name(),
                        step.block(),
                        "puts another axis than that of the samples in front");
            }
            add(step);
            outputs = Math.toIntExact(step.output().slice(1).size());
        }
    }

    private void fixed(Instruction instruction) {
        parts.add(() -> List.of(instruction));
    }

    private void add(Step step) {
        BlockTrial trial = new BlockTrial(engine, step.block());
        if (step.operation() instanceof Weights weights) {
            List<Instruction> maxima = WeightReader.maxima(step, weights);
            parts.add(
                    () -> {
                        List<Instruction> all = new ArrayList<>();
                        all.add(WeightReader.affine(step, weights));
                        all.addAll(maxima);
                        return all;
                    });
        } else if (step.operation() instanceof PieceMaximum maximum) {
            fixed(pieces(step, maximum));
        } else if (step.operation() instanceof Elementwise elementwise) {
            fixed(slopes(step, elementwise.function(), trial));
        } else if (step.operation() instanceof Pooling pooling) {
            fixed(PoolingReader.read(step, pooling, trial));
        } else if (step.operation() instanceof Reordering) {
            order(step, trial).ifPresent(this::fixed);
        } else if (step.operation() instanceof Normalization) {
            NormalizationReader reader = new NormalizationReader(step, engine);
            parts.add(() -> List.of(reader.read()));
        } else if (step.operation() instanceof Branches branches) {
            branch(step, branches);
        } else if (step.operation() instanceof Unknown unknown) {
            throw refusal(step.name(), step.block(), "is not known: " + unknown.reason());
        } else if (!(step.operation() instanceof Dropping)) {
            throw refusal(step.name(), step.block(), "does " + step.operation());
        }
    }

    private static Instruction pieces(Step step, PieceMaximum maximum) {
        int axis = axisOfChange(step.input(), step.output());
        if (step.block() instanceof Maxout maxout) {
            axis = Math.floorMod(maxout.getAxis(), step.input().dimension());
        }
        int units = Math.toIntExact(step.output().get(axis));
        return MaxActivation.of(
                step.name(),
                units,
                new PieceStacking(maximum.pieces(), maximum.layout(), 1),
                Math.toIntExact(step.input().slice(1, axis).size()),
                Math.toIntExact(step.input().slice(axis + 1).size()));
    }

    private static Instruction slopes(Step step, ScalarFunction function, BlockTrial trial) {
        if (!function.isHomogeneous()) {
            throw refusal(
                    step.name(),
                    step.block(),
                    "applies a function that is not a slope on each side of zero");
        }
        Shape one = new Shape(1).addAll(step.input().slice(1));
        int count = Math.toIntExact(one.size());
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        double positive = trial.runWide(one, ones)[0];
        Arrays.fill(ones, -1);
        double negative = -trial.runWide(one, ones)[0] + 0.0;
        if (negative == positive) {
            Arrays.fill(ones, positive);
            return SparseMap.diagonal(ones, new double[count]);
        }
        return new SlopeActivation(step.name(), count, negative, positive);
    }

    /** Flattening moves nothing. */
    private static Optional<Instruction> order(Step step, BlockTrial trial) {
        int count = Math.toIntExact(step.input().slice(1).size());
        if (count > 1 << 24) {
            throw refusal(step.name(), step.block(), "orders more than 2^24 values");
        }
        float[] numbers = new float[count];
        int[] sources = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        float[] ordered = trial.run(new Shape(1).addAll(step.input().slice(1)), numbers);
        boolean[] seen = new boolean[count];
        boolean same = true;
        for (int i = 0; i < count; i++) {
            sources[i] = i < ordered.length ? (int) ordered[i] : -1;
            if (sources[i] < 0 || sources[i] >= count || seen[sources[i]]) {
                throw refusal(step.name(), step.block(), "does not order single samples");
            }
            seen[sources[i]] = true;
            same &= sources[i] == i;
        }
        return same ? Optional.empty() : Optional.of(SparseMap.order(sources));
    }

    private void branch(Step step, Branches branches) {
        int count = branches.branches().size();
        double factor =
                switch (branches.combination()) {
                    case SUM -> 1;
                    case MEAN -> 1.0 / count;
                    case CONCATENATION -> 0;
                    case UNKNOWN ->
                            throw refusal(
                                    step.name(),
                                    step.block(),
                                    "combines its branches in a way that is not known");
                };
        for (int i = 0; i < count; i++) {
            fixed(new Instruction.Pick(i));
            add(branches.branches().get(i));
        }
        int outer = factor == 0 ? runs(step, branches) : 1;
        fixed(new Instruction.Combine(count, factor, outer));
    }

    /** How many runs of values each branch is cut into: the axes before the joined one. */
    private static int runs(Step step, Branches branches) {
        List<Step> first = branches.branches().get(0);
        Shape part = first.isEmpty() ? step.input() : first.get(first.size() - 1).output();
        return Math.toIntExact(step.output().slice(1, axisOfChange(part, step.output())).size());
    }

    private static int axisOfChange(Shape before, Shape after) {
        for (int axis = 1; axis < before.dimension(); axis++) {
            if (before.get(axis) != after.get(axis)) {
                return axis;
            }
        }
        return 1;
    }
}
