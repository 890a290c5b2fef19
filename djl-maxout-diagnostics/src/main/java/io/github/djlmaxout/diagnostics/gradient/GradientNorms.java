// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.diagnostics.internal.EuclideanNorm;
import io.github.djlmaxout.diagnostics.internal.Norms;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How large gradients are: Euclidean norms of parameters, layers and network, those of layers
 * beside that of the last one, and their moments over the measured steps.
 *
 * <p>Only what is trained has a gradient; frozen parameters and running statistics are left out,
 * and layers without a trained parameter. Nothing is observed of a network that has none. A norm is
 * NaN if a gradient has a NaN, and infinite if it has an infinity; very small and very large
 * gradients neither underflow nor overflow.
 */
public final class GradientNorms implements Quantity {

    /** The Euclidean norm {@code |g|} of the gradient of a parameter, a layer or the network. */
    public static final String GRADIENT_NORM = Series.GRADIENT_NORM.label();

    /**
     * The norm of a layer's gradient over that of the last layer that has one, in the order of the
     * block tree: an output that the loss does not take leaves its layer without a gradient. What
     * counts is the gradient of a layer's weights (all of {@link Parameter.Type#WEIGHT}) without
     * its biases, as in the expected value; of a layer without trained weights, such as a
     * normalization, it is the whole gradient. 1 at that last layer. NaN everywhere if all norms
     * are 0, and where both norms are infinite.
     *
     * <p>Expected at initialization is {@code sqrt(G_l / G_L)} with the predicted squared norms
     * {@code G} of layer and last layer, {@link LayerPlan#gradient()}, where both are known.
     */
    public static final String GRADIENT_NORM_RATIO = Series.GRADIENT_NORM_RATIO.label();

    /**
     * The mean of {@code |g|^2} over the steps measured up to now, of a layer or the network. Norms
     * that are not finite are left out; NaN as long as there is no other.
     */
    public static final String MEAN_SQUARED_NORM = Series.GRADIENT_NORM_SQUARE.label();

    /**
     * The mean of {@code |g|^4} over the steps measured up to now, of a layer or the network. Norms
     * that are not finite are left out; NaN as long as there is no other. A norm above 1e77 makes
     * it infinite, and one below 1e-81 counts as 0.
     */
    public static final String MEAN_FOURTH_POWER = Series.GRADIENT_NORM_FOURTH_POWER.label();

    /**
     * How many of the norms measured up to now were not finite and are left out of the means, of a
     * layer or the network; observed if there are any.
     */
    public static final String NON_FINITE_NORMS = Series.GRADIENT_NORMS_NON_FINITE.label();

    private final Map<Place, RunningMoments> moments = new HashMap<>();

    /** Creates the quantity. */
    public GradientNorms() {}

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(
                Series.GRADIENT_NORM,
                Series.GRADIENT_NORM_RATIO,
                Series.GRADIENT_NORM_SQUARE,
                Series.GRADIENT_NORM_FOURTH_POWER,
                Series.GRADIENT_NORMS_NON_FINITE);
    }

    /** {@inheritDoc} */
    @Override
    public Cost cost() {
        return Cost.REDUCTION;
    }

    /** {@inheritDoc} */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        List<WatchedParameter> trained =
                step.parameters().stream().filter(WatchedParameter::isTrained).toList();
        if (trained.isEmpty()) {
            return;
        }
        List<NDArray> gradients = trained.stream().map(step::gradient).toList();
        Norms norms = Norms.of(trained, EuclideanNorm.of(gradients));
        norms.observe(step.number(), GRADIENT_NORM, observer);
        observeRatios(step, trained, norms, observer);
        norms.layers()
                .forEach((layer, norm) -> observeMoments(step, Place.layer(layer), norm, observer));
        observeMoments(step, Place.NETWORK, norms.network(), observer);
    }

    private static void observeRatios(
            TrainingStep step, List<WatchedParameter> trained, Norms norms, Observer observer) {
        Map<String, Double> compared = compared(trained, norms);
        String last = trained.get(trained.size() - 1).layer();
        for (Map.Entry<String, Double> layer : compared.entrySet()) {
            // Not every layer of every network has a part in every loss.
            last = layer.getValue() == 0 ? last : layer.getKey();
        }
        double lastNorm = compared.get(last);
        double lastExpected = expected(step, last);
        compared.forEach(
                (layer, norm) ->
                        observer.accept(
                                new ScalarObservation(
                                        step.number(),
                                        GRADIENT_NORM_RATIO,
                                        Place.layer(layer),
                                        lastNorm == 0 ? Double.NaN : norm / lastNorm,
                                        Math.sqrt(expected(step, layer) / lastExpected))));
    }

    /** The norms of the layers' weights, or of all of a layer that has no weights. */
    private static Map<String, Double> compared(List<WatchedParameter> trained, Norms norms) {
        Map<String, List<Double>> weights = new HashMap<>();
        for (WatchedParameter parameter : trained) {
            if (parameter.parameter().getType() == Parameter.Type.WEIGHT) {
                weights.computeIfAbsent(parameter.layer(), layer -> new ArrayList<>())
                        .add(norms.parameters().get(parameter.name()));
            }
        }
        Map<String, Double> compared = new LinkedHashMap<>(norms.layers());
        weights.forEach((layer, parts) -> compared.put(layer, EuclideanNorm.together(parts)));
        return compared;
    }

    private static double expected(TrainingStep step, String layer) {
        return step.expected(layer).map(LayerPlan::gradient).orElse(Double.NaN);
    }

    private void observeMoments(TrainingStep step, Place place, double norm, Observer observer) {
        RunningMoments running = moments.computeIfAbsent(place, key -> new RunningMoments());
        running.accept(norm);
        long number = step.number();
        observer.accept(
                new ScalarObservation(number, MEAN_SQUARED_NORM, place, running.meanSquare()));
        observer.accept(
                new ScalarObservation(number, MEAN_FOURTH_POWER, place, running.meanFourthPower()));
        if (running.nonFinite > 0) {
            observer.accept(
                    new ScalarObservation(
                            number, NON_FINITE_NORMS, place, (double) running.nonFinite));
        }
    }

    /** Sums rather than running means: an infinite power stays infinite and does not become NaN. */
    private static final class RunningMoments {

        private double squares;
        private double fourthPowers;
        private long count;
        private long nonFinite;

        void accept(double norm) {
            if (Double.isFinite(norm)) {
                double square = norm * norm;
                squares += square;
                fourthPowers += square * square;
                count++;
            } else {
                nonFinite++;
            }
        }

        /** NaN of nothing. */
        double meanSquare() {
            return squares / count;
        }

        double meanFourthPower() {
            return fourthPowers / count;
        }
    }
}
