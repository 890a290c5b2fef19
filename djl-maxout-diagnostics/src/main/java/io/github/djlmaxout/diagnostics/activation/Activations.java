// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.activation;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * How large the activations after each layer are, and how different for different inputs.
 *
 * <p>With the activations {@code a} of all samples, units and positions after a layer, and the
 * matrix {@code A} that has one row for each sample:
 *
 * <ul>
 *   <li>{@link #SECOND_MOMENT}: the mean of {@code a^2}. Expected: what theory says of the layer,
 *       without the part that dropout adds in training ({@link LayerSignal#kept()})
 *   <li>{@link #GROWTH}: the second moment divided by that of what goes into the layer. Expected:
 *       the ratio of the expected second moments, where the input is another layer's output
 *   <li>{@link #MEAN}: the mean of {@code a}
 *   <li>{@link #DEVIATION}: the square root of the mean of {@code (a - mean)^2}
 *   <li>{@link #EFFECTIVE_RANK}: {@code exp(-sum q_i ln q_i)} with {@code q_i = s_i / sum s}, where
 *       {@code s_i} are the singular values of {@code A}, not centred: from 1, where all samples
 *       point in the same direction, to the number of samples; as the cosine of the first 128 rows,
 *       where there are more
 *   <li>{@link #COSINE}: the mean of the cosines between the rows of {@code A}, over all pairs of
 *       samples
 *   <li>{@link #ZEROS}: the share of activations that are exactly 0
 *   <li>{@link #DEAD_UNITS}: how many units (after a convolution: channels) are exactly 0 for all
 *       samples and positions; it tells something after functions such as ReLU
 *   <li>{@link #NON_FINITE}: how many activations are NaN or infinite
 * </ul>
 *
 * <p>Special results: with NaN or infinity among the activations the moments are what floating
 * point makes of them, rank and cosine NaN. Where all activations are 0, rank and cosine are NaN;
 * where those of one sample are, it has no part in the cosine. One sample has rank 1 and no cosine
 * (NaN). An input of zeros makes the growth NaN or infinite. Without any activations all but the
 * counts are NaN.
 *
 * <p>Cost: one pass of the probe; for each layer one copy of its activations to the JVM, and on the
 * device their products with each other in float64.
 *
 * <p>Source of the effective rank: Roy and Vetterli, <i>The effective rank</i>, EUSIPCO 2007.
 */
public final class Activations implements Quantity {

    /** The mean square of the activations after a layer. */
    public static final String SECOND_MOMENT = Series.ACTIVATION_MOMENT.label();

    /** The second moment divided by that of what goes into the layer. */
    public static final String GROWTH = Series.ACTIVATION_GROWTH.label();

    /** The mean of the activations after a layer. */
    public static final String MEAN = Series.ACTIVATION_MEAN.label();

    /** Their standard deviation. */
    public static final String DEVIATION = Series.ACTIVATION_DEVIATION.label();

    /** In how many directions the activations of the samples lie. */
    public static final String EFFECTIVE_RANK = Series.ACTIVATION_RANK.label();

    /** The mean cosine between the activations of two samples. */
    public static final String COSINE = Series.ACTIVATION_COSINE.label();

    /** The share of activations that are exactly 0. */
    public static final String ZEROS = Series.ACTIVATION_ZEROS.label();

    /** The number of units that are exactly 0 for all samples and positions. */
    public static final String DEAD_UNITS = Series.DEAD_UNITS.label();

    /** The number of activations that are NaN or infinite. */
    public static final String NON_FINITE = Series.ACTIVATIONS_NON_FINITE.label();

    /** Measures all of them. */
    public Activations() {}

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(
                Series.ACTIVATION_MOMENT,
                Series.ACTIVATION_GROWTH,
                Series.ACTIVATION_MEAN,
                Series.ACTIVATION_DEVIATION,
                Series.ACTIVATION_RANK,
                Series.ACTIVATION_COSINE,
                Series.ACTIVATION_ZEROS,
                Series.DEAD_UNITS,
                Series.ACTIVATIONS_NON_FINITE);
    }

    /** Returns {@link Cost#FORWARD}. */
    @Override
    public Cost cost() {
        return Cost.FORWARD;
    }

    /** What is known of an array after or before a layer. */
    private record Known(double secondMoment, double expected) {}

    /** Measures after each layer that the probe sees. */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        List<LayerSignal> signals = step.probe().signals();
        IdentityHashMap<NDArray, Known> outputs = new IdentityHashMap<>();
        for (LayerSignal signal : signals) {
            NDArray input = signal.input();
            Known before = outputs.get(input);
            if (before == null) {
                before = new Known(LayerMoments.of(input, 0).secondMoment(), Double.NaN);
                outputs.put(input, before);
            }
            outputs.put(signal.output(), observe(signal, before, step, observer));
        }
    }

    private static Known observe(
            LayerSignal signal, Known before, TrainingStep step, Observer observer) {
        NDArray output = signal.output();
        LayerMoments moments = LayerMoments.of(output, signal.unitAxis());
        SampleProducts products = SampleProducts.of(output);
        double expected =
                step.expected(signal.layer()).map(LayerPlan::forward).orElse(Double.NaN)
                        * signal.kept();
        double moment = moments.secondMoment();
        Layer layer = new Layer(step.number(), Place.layer(signal.layer()), observer);
        layer.observe(SECOND_MOMENT, moment, expected);
        layer.observe(GROWTH, moment / before.secondMoment(), expected / before.expected());
        layer.observe(MEAN, moments.mean(), Double.NaN);
        layer.observe(DEVIATION, moments.deviation(), Double.NaN);
        layer.observe(EFFECTIVE_RANK, products.effectiveRank(), Double.NaN);
        layer.observe(COSINE, products.meanCosine(), Double.NaN);
        layer.observe(ZEROS, moments.zeroShare(), Double.NaN);
        layer.observe(DEAD_UNITS, moments.deadUnits(), Double.NaN);
        layer.observe(NON_FINITE, moments.nonFinite(), Double.NaN);
        return new Known(moment, expected);
    }

    private record Layer(long step, Place place, Observer observer) {

        void observe(String series, double value, double expected) {
            observer.accept(new ScalarObservation(step, series, place, value, expected));
        }
    }
}
