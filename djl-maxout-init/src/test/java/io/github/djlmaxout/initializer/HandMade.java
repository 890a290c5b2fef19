// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Networks made of steps by hand, without an engine. */
final class HandMade {

    private final List<Step> steps = new ArrayList<>();
    private final String path;
    private Shape shape;

    private HandMade(String path, Shape input) {
        this.path = path;
        shape = input;
    }

    static HandMade input(long... sizes) {
        return new HandMade("", new Shape(sizes));
    }

    /** The steps of a branch, whose names begin with a path. */
    static HandMade branch(String path, long... sizes) {
        return new HandMade(path + "/", new Shape(sizes));
    }

    HandMade dense(long units, int pieces) {
        return dense(units, pieces, true);
    }

    HandMade dense(long units, int pieces, boolean bias) {
        Shape weight = new Shape(units * pieces, shape.get(1));
        return add(
                weights(Weights.Kind.DENSE, weight, units, pieces, bias, 1), new Shape(1, units));
    }

    HandMade convolution(long filters, int pieces, double coverage) {
        Shape weight = new Shape(filters * pieces, shape.get(1), 3, 3);
        return add(
                weights(Weights.Kind.CONVOLUTION, weight, filters, pieces, true, coverage),
                new Shape(1, filters).addAll(shape.slice(2)));
    }

    HandMade then(Operation operation) {
        return add(operation, shape);
    }

    HandMade then(Operation operation, long... output) {
        return add(operation, new Shape(output));
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    private HandMade add(Operation operation, Shape output) {
        String name =
                path
                        + String.format(
                                "%02d%s", steps.size() + 1, operation.getClass().getSimpleName());
        steps.add(new Step(name, Blocks.identityBlock(), shape, output, operation));
        shape = output;
        return this;
    }

    private static Weights weights(
            Weights.Kind kind,
            Shape weight,
            long units,
            int pieces,
            boolean bias,
            double coverage) {
        return new Weights(
                kind,
                parameter(Parameter.Type.WEIGHT),
                bias ? Optional.of(parameter(Parameter.Type.BIAS)) : Optional.empty(),
                weight,
                units,
                pieces,
                1,
                PieceLayout.PIECE_MAJOR,
                coverage);
    }

    private static Parameter parameter(Parameter.Type type) {
        return Parameter.builder().setName("p").setType(type).build();
    }

    /** A plan with seed 5 for a made-up engine; NaN for a correlation that nobody told. */
    static InitializationPlan planned(
            Scheme scheme, List<Step> steps, double secondMoment, double correlation) {
        return new InitializationPlan(
                new PlanRequest(
                        Blocks.identityBlock(),
                        Reading.of(steps.get(0).input()),
                        steps,
                        scheme,
                        "none",
                        5,
                        secondMoment,
                        correlation,
                        Optional.empty()));
    }

    /** The layers of a network as a scheme plans it for an input of second moment 1. */
    static Planned plan(Scheme scheme, List<Step> steps) {
        return plan(scheme, steps, 1, 0);
    }

    static Planned plan(Scheme scheme, List<Step> steps, double secondMoment, double r) {
        return plan((stage, in) -> scheme.choose(stage, in, r), steps, secondMoment, r);
    }

    static Planned plan(
            ForwardSweep.Chooser chooser, List<Step> steps, double secondMoment, double r) {
        List<Passage> passages =
                new ForwardSweep(chooser, Correlations.told(r))
                        .through(Sections.of(steps), Signal.ofInput(secondMoment));
        double outputs = (double) steps.get(steps.size() - 1).output().slice(1).size();
        return new Planned(passages, BackwardSweep.of(passages, outputs));
    }

    /**
     * What the sweeps found.
     *
     * @param passages forward
     * @param backward backward
     */
    record Planned(List<Passage> passages, BackwardSweep backward) {

        Passage.OfStage layer(int index) {
            return (Passage.OfStage) passages.get(index);
        }

        Choice choice(int index) {
            return layer(index).choice();
        }

        double forward(int index) {
            return layer(index).response().activation();
        }

        double gradient(int index) {
            return backward.gradient(List.of(layer(index).stage().name()));
        }
    }
}
