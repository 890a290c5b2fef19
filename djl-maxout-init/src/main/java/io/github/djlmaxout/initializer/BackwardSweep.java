// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.propagation.unit.SignalTransfer;
import io.github.djlmaxout.propagation.unit.SignalTransfer.Parts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Carries the sensitivity of the output back through a network, and finds the expected squared norm
 * of each layer's weight gradient on the way.
 *
 * <p>Everything is for the scalar {@code v . N(x)} with {@code v} standard normal: the expected
 * squared norm of its gradient is the sum of those of all outputs of {@code N}.
 */
final class BackwardSweep {

    private final double outputs;
    private final Map<String, Double> gradients = new HashMap<>();
    private Parts input;

    private BackwardSweep(double outputs) {
        this.outputs = outputs;
    }

    /**
     * Sweeps from the output to the input.
     *
     * @param passages what the forward sweep found
     * @param outputs the number of outputs of a sample
     */
    static BackwardSweep of(List<Passage> passages, double outputs) {
        BackwardSweep sweep = new BackwardSweep(outputs);
        sweep.input = sweep.back(passages, new Parts(1, 1), false);
        return sweep;
    }

    /**
     * The expected squared norm of the gradient of weights; NaN if unknown. That of weights that
     * are used several times is the sum over their uses: what one use and another give are
     * uncorrelated at large width, as each passes through the weights another number of times.
     *
     * @param uses the names of the layers that have these weights
     */
    double gradient(List<String> uses) {
        return uses.stream().mapToDouble(use -> gradients.getOrDefault(use, Double.NaN)).sum();
    }

    /**
     * The expected squared norm of {@code J u}, {@code u} a random unit vector at the input.
     *
     * @param values the number of values of the input of a sample
     */
    double jacobian(double values) {
        Parts random = new Parts(1 / values / values, (1 - 1 / values) / values);
        return outputs * input.dot(random);
    }

    private Parts back(List<Passage> passages, Parts end, boolean averagedAtEnd) {
        Parts parts = end;
        boolean averaged = averagedAtEnd;
        for (int i = passages.size() - 1; i >= 0; i--) {
            Passage passage = passages.get(i);
            if (passage instanceof Passage.OfStage layer) {
                averaged |= layer.stage().averagePositions() > 1;
                parts = back(layer, parts, averaged);
            } else if (passage instanceof Passage.OfFork fork) {
                parts = back(fork, parts, averaged);
                averaged |= averages(fork);
            } else {
                parts = ((Passage.OfLoose) passage).transfer().back(parts);
            }
        }
        return parts;
    }

    private static boolean averages(Passage.OfFork fork) {
        return fork.branches().stream().flatMap(List::stream).anyMatch(BackwardSweep::averages);
    }

    private static boolean averages(Passage passage) {
        return passage instanceof Passage.OfStage layer
                ? layer.stage().averagePositions() > 1
                : passage instanceof Passage.OfFork fork && averages(fork);
    }

    private Parts back(Passage.OfFork fork, Parts end, boolean averaged) {
        if (fork.branches().isEmpty()) {
            return SignalTransfer.UNKNOWN.back(end);
        }
        Parts sum = new Parts(0, 0);
        for (int i = 0; i < fork.branches().size(); i++) {
            sum =
                    sum.plus(
                            back(
                                    fork.branches().get(i),
                                    end.times(fork.weights().get(i)),
                                    averaged));
        }
        return sum;
    }

    /**
     * A weight's gradient is the input of its unit times the sensitivity of the winning piece,
     * summed over positions. The sensitivities at two positions pass through different weights and
     * are uncorrelated, unless average pooling makes them one: then the sum is not known.
     */
    private Parts back(Passage.OfStage layer, Parts end, boolean averaged) {
        Stage stage = layer.stage();
        Parts behindUnits = layer.response().after().back(end);
        double leak = layer.response().unit().aligned() / stage.directions();
        Parts change = new Parts(leak, layer.response().unit().slope() - leak);
        Weights weights = stage.weights();
        double fanIn = weights.fanIn();
        double patch = fanIn * weights.coverage() * layer.input().secondMoment();
        if (stage.normalizedBefore()) {
            // The gain is c over the variance; of an input that is not known only that matters.
            patch =
                    layer.input().isKnown()
                            ? patch
                                    * layer.response().gain()
                                    / (layer.choice().c() * weights.coverage())
                            : fanIn / layer.choice().c();
        }
        boolean tied = averaged && weights.kind() == Weights.Kind.CONVOLUTION;
        gradients.put(stage.name(), tied ? Double.NaN : outputs * behindUnits.dot(change) * patch);
        SignalTransfer transfer = layer.response().transfer(stage);
        return transfer.back(end);
    }
}
