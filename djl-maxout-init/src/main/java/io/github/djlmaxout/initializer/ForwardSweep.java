// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.Reordering;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.propagation.unit.MaximumDistribution;
import io.github.djlmaxout.propagation.unit.SignalTransfer;
import io.github.djlmaxout.propagation.unit.UnitResponse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Carries a signal's moments from the input of a network to its output, and lets a chooser choose
 * for each layer on the way.
 */
final class ForwardSweep {

    /** Chooses for a layer, given the signal that comes in. */
    interface Chooser {
        Choice choose(Stage stage, Signal in);
    }

    private final Chooser chooser;
    private final Correlations correlations;

    ForwardSweep(Chooser chooser, Correlations correlations) {
        this.chooser = chooser;
        this.correlations = correlations;
    }

    List<Passage> through(List<Section> sections, Signal input) {
        List<Passage> passages = new ArrayList<>();
        Signal signal = input;
        for (Section section : sections) {
            Passage passage = pass(section, signal);
            passages.add(passage);
            signal = passage.output();
        }
        return List.copyOf(passages);
    }

    private Passage pass(Section section, Signal in) {
        if (section instanceof Stage stage) {
            return layer(stage, in);
        }
        if (section instanceof Fork fork) {
            return fork(fork, in);
        }
        if (section instanceof Inside inside) {
            List<List<Passage>> parts =
                    inside.parts().stream().map(part -> through(part, Signal.UNKNOWN)).toList();
            List<Double> none = Collections.nCopies(parts.size(), Double.NaN);
            return new Passage.OfFork(Signal.UNKNOWN, parts, none);
        }
        return loose(((Loose) section).step(), in);
    }

    private Passage layer(Stage stage, Signal in) {
        Choice choice = chooser.choose(stage, in);
        StageResponse response =
                choice.leavesAlone()
                        ? StageResponse.UNKNOWN
                        : StageResponse.of(stage, choice, in, correlations.of(stage));
        return new Passage.OfStage(stage, choice, in, response);
    }

    private static Passage loose(Step step, Signal in) {
        Operation operation = step.operation();
        if (operation instanceof Reordering) {
            return new Passage.OfLoose(in, SignalTransfer.IDENTITY);
        }
        if (operation instanceof Dropping dropping) {
            double factor = 1 / dropping.keep();
            return new Passage.OfLoose(
                    in.dropped(dropping.keep()), SignalTransfer.scaling(factor, factor));
        }
        if (operation instanceof Normalization normalization) {
            Scaling scaling = new Scaling(true, normalization.epsilon(), 1, 1);
            double variance = in.secondMoment() - in.mean() * in.mean();
            double factor = 1 / (variance + scaling.epsilon());
            return new Passage.OfLoose(
                    in.normalized(scaling.share(variance)), SignalTransfer.scaling(factor, factor));
        }
        if (operation instanceof Elementwise elementwise && in.gaussian() && in.isKnown()) {
            return bent(step, elementwise.function(), in);
        }
        return new Passage.OfLoose(Signal.UNKNOWN, SignalTransfer.UNKNOWN);
    }

    /** An activation function on a signal that is normal with mean zero. */
    private static Passage bent(Step step, ScalarFunction function, Signal in) {
        MaximumDistribution normal = MaximumDistribution.of(1, 1, 0);
        double deviation = Math.sqrt(in.secondMoment());
        UnitResponse response =
                function.isHomogeneous()
                        ? UnitResponse.ofSlopes(
                                normal,
                                function.negativeSlope(),
                                function.positiveSlope(),
                                deviation)
                        : UnitResponse.of(normal, function, deviation, 0);
        double values = step.output().slice(1).size();
        return new Passage.OfLoose(
                new Signal(response.secondMoment(), response.mean(), false, in.keep()),
                SignalTransfer.of(1, response, values));
    }

    /**
     * Branches with random weights of their own are independent given their input, so the product
     * of two of them has the product of their means as its mean.
     */
    private Passage fork(Fork fork, Signal in) {
        List<List<Passage>> branches = new ArrayList<>();
        List<Signal> outputs = new ArrayList<>();
        for (List<Section> branch : fork.branches()) {
            List<Passage> passages = through(branch, in);
            branches.add(passages);
            outputs.add(passages.isEmpty() ? in : passages.get(passages.size() - 1).output());
        }
        List<Double> weights = weights(fork);
        long fixed =
                fork.branches().stream()
                        .filter(branch -> branch.stream().noneMatch(Stage.class::isInstance))
                        .count();
        boolean known =
                fork.combination() != Branches.Combination.UNKNOWN
                        && !branches.isEmpty()
                        && (fixed <= 1 || fork.combination() == Branches.Combination.CONCATENATION);
        if (!known) {
            List<Double> none = Collections.nCopies(weights.size(), Double.NaN);
            return new Passage.OfFork(Signal.UNKNOWN, branches, none);
        }
        Signal output =
                fork.combination() == Branches.Combination.CONCATENATION
                        ? concatenated(outputs, weights)
                        : summed(outputs, Math.sqrt(weights.get(0)));
        return new Passage.OfFork(output, branches, weights);
    }

    private static List<Double> weights(Fork fork) {
        int count = fork.branches().size();
        if (fork.combination() == Branches.Combination.CONCATENATION) {
            double all = fork.step().output().slice(1).size();
            List<Double> shares = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                shares.add(values(fork, i) / all);
            }
            return shares;
        }
        boolean mean = fork.combination() == Branches.Combination.MEAN;
        return Collections.nCopies(count, mean ? 1.0 / count / count : 1.0);
    }

    /** The number of values that leave a branch. */
    private static double values(Fork fork, int branch) {
        List<Section> sections = fork.branches().get(branch);
        if (sections.isEmpty()) {
            return fork.step().input().slice(1).size();
        }
        Section last = sections.get(sections.size() - 1);
        return end(last).output().slice(1).size();
    }

    private static Step end(Section section) {
        if (section instanceof Stage stage) {
            return stage.steps().get(stage.steps().size() - 1);
        }
        if (section instanceof Fork fork) {
            return fork.step();
        }
        return section instanceof Inside inside ? inside.step() : ((Loose) section).step();
    }

    private static Signal summed(List<Signal> signals, double factor) {
        double second = 0;
        double mean = 0;
        boolean gaussian = true;
        for (Signal signal : signals) {
            second += signal.secondMoment() + 2 * product(mean, signal.mean());
            mean += signal.mean();
            gaussian &= signal.gaussian();
        }
        return new Signal(factor * factor * second, factor * mean, gaussian, 1);
    }

    /** A mean of zero makes the product zero, also if the other mean is not known. */
    private static double product(double mean, double other) {
        return mean == 0 || other == 0 ? 0 : mean * other;
    }

    private static Signal concatenated(List<Signal> signals, List<Double> shares) {
        double second = 0;
        double mean = 0;
        for (int i = 0; i < shares.size(); i++) {
            second += shares.get(i) * signals.get(i).secondMoment();
            mean += shares.get(i) * signals.get(i).mean();
        }
        return new Signal(second, mean, false, 1);
    }
}
