// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** How many numbers one sample makes in a network, and what its products cost. */
final class NetworkSize {

    /** Numbers that come out of all steps, from one sample. */
    private double values;

    /** Numbers before the maximum over pieces, of all layers together. */
    private double preActivations;

    /** Numbers that go into layers, as often as a kernel reads them. */
    private double inputs;

    /** Multiplications of one sample on its way through. */
    private double multiplications;

    /**
     * Multiplications in the trace of the products of two samples' gradients: once, and by output.
     */
    private double once;

    private double byOutput;

    /** Multiplications to make one gradient explicit. */
    private double explicit;

    /** Numbers of a gradient that are kept one by one. */
    private double rowNumbers;

    /** Numbers of a gradient where whole ones are made for a while. */
    private double largestRow;

    private long parameters;

    private final Predicate<Parameter> which;

    private NetworkSize(Predicate<Parameter> which) {
        this.which = which;
    }

    static NetworkSize of(
            Block network, Optional<NetworkStructure> structure, Predicate<Parameter> which) {
        NetworkSize size = new NetworkSize(which);
        network.getParameters().values().stream()
                .distinct()
                .filter(which)
                .forEach(parameter -> size.parameters += parameter.getArray().size());
        if (structure.isPresent()) {
            structure.get().steps().stream().limit(1).forEach(s -> size.values += sample(s));
            size.add(structure.get().steps());
        } else {
            size.addUnknown(size.parameters);
        }
        return size;
    }

    private static double sample(Step step) {
        return step.input().slice(1).size();
    }

    private void add(List<Step> steps) {
        for (Step step : steps) {
            values += step.output().slice(1).size();
            if (step.operation() instanceof Branches branches) {
                branches.branches().forEach(this::add);
            } else if (step.operation() instanceof Weights weights) {
                add(step, weights);
            } else if (step.operation() instanceof Unknown) {
                addUnknown(
                        step.block().getParameters().values().stream()
                                .filter(which)
                                .mapToLong(parameter -> parameter.getArray().size())
                                .sum());
            } else if (!step.block().getParameters().isEmpty()) {
                preActivations += step.output().slice(1).size();
            }
        }
    }

    private void add(Step step, Weights weights) {
        double positions = (double) step.output().slice(1).size() / weights.units();
        double rows = (double) weights.units() * weights.pieces();
        double entries = rows * weights.fanIn();
        preActivations += rows * positions;
        multiplications += entries * positions;
        if (!which.test(weights.weight())) {
            return;
        }
        inputs += weights.fanIn() * positions;
        if (positions == 1) {
            once += weights.fanIn();
            byOutput += rows;
        } else {
            byOutput += entries;
            explicit += entries * positions;
            largestRow = Math.max(largestRow, entries);
        }
    }

    private void addUnknown(long numbers) {
        multiplications += numbers;
        values += numbers;
        byOutput += numbers;
        rowNumbers += numbers;
    }

    long parameters() {
        return parameters;
    }

    /** What a Jacobian of a sample takes, in bytes. */
    double keptBytes(int rows) {
        return 8 * (inputs + sampleBytesOfRows(rows));
    }

    private double sampleBytesOfRows(int rows) {
        return rows * (preActivations + rowNumbers);
    }

    /** What it takes while it is made: each row runs through the network, with its record. */
    double passBytes(int rows) {
        return 8.0 * rows * (3 * values + 4 * preActivations);
    }

    /** What products take for a while, of tiles of so many samples. */
    double productBytes(int tile, int rows, OutputContraction contraction) {
        double numbers = (double) tile * tile * rows;
        double block = contraction == OutputContraction.FULL ? numbers * rows : numbers;
        return 8 * (3 * block + 2.0 * tile * rows * largestRow);
    }

    /** Multiplications of a gradient: there and back. */
    double passMultiplications() {
        return 2 * multiplications;
    }

    /** Multiplications to make a gradient explicit where its factors are of no use. */
    double explicitMultiplications() {
        return explicit;
    }

    /** Multiplications of the products of two samples' gradients. */
    double productMultiplications(int outputs, OutputContraction contraction) {
        boolean full = contraction == OutputContraction.FULL;
        double pairs = full ? (double) outputs * outputs : outputs;
        double shared = contraction == OutputContraction.PER_OUTPUT ? outputs : 1;
        return shared * once + pairs * byOutput;
    }
}
