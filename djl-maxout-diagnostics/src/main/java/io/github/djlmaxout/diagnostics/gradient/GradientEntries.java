// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.gradient;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.diagnostics.internal.Entries;
import io.github.djlmaxout.diagnostics.internal.Moments;
import io.github.djlmaxout.diagnostics.internal.MomentsRecorder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How the entries of gradients are distributed, in each parameter, each layer and the network:
 * moments, extremes, zeros and what is not finite.
 *
 * <p>All entries are read, in double. Moments and the largest magnitude are those of the finite
 * ones, NaN if there are none; see {@link Moments} for the formulas and their range. Frozen
 * parameters and running statistics are left out.
 */
public final class GradientEntries implements Quantity {

    /** The mean of the entries. */
    public static final String MEAN = Series.GRADIENT_MEAN.label();

    /** Their standard deviation, {@link Moments#deviation()}. */
    public static final String DEVIATION = Series.GRADIENT_DEVIATION.label();

    /** Their skewness, {@link Moments#skewness()}; NaN if all are equal. */
    public static final String SKEWNESS = Series.GRADIENT_SKEWNESS.label();

    /**
     * Their plain kurtosis, 3 for normal entries, {@link Moments#kurtosis()}; NaN if all are equal.
     */
    public static final String KURTOSIS = Series.GRADIENT_KURTOSIS.label();

    /** The largest magnitude of an entry. */
    public static final String LARGEST = Series.GRADIENT_LARGEST.label();

    /** The share, 0 to 1, of entries that are exactly 0, among all. */
    public static final String SHARE_OF_ZEROS = Series.GRADIENT_ZEROS.label();

    /** The number of entries that are NaN or infinite. */
    public static final String NON_FINITE = Series.GRADIENTS_NON_FINITE.label();

    /** Creates the quantity. */
    public GradientEntries() {}

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(
                Series.GRADIENT_MEAN,
                Series.GRADIENT_DEVIATION,
                Series.GRADIENT_SKEWNESS,
                Series.GRADIENT_KURTOSIS,
                Series.GRADIENT_LARGEST,
                Series.GRADIENT_ZEROS,
                Series.GRADIENTS_NON_FINITE);
    }

    /** {@inheritDoc} */
    @Override
    public Cost cost() {
        return Cost.PASSES;
    }

    /** {@inheritDoc} */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        Map<String, MomentsRecorder> layers = new LinkedHashMap<>();
        for (WatchedParameter parameter : step.parameters()) {
            if (parameter.isTrained()) {
                MomentsRecorder entries = new MomentsRecorder();
                Entries.read(step.gradient(parameter), entries::accept);
                observe(step, parameter.place(), entries.snapshot(), observer);
                layers.computeIfAbsent(parameter.layer(), layer -> new MomentsRecorder())
                        .combine(entries.snapshot());
            }
        }
        if (layers.isEmpty()) {
            return;
        }
        MomentsRecorder network = new MomentsRecorder();
        layers.forEach(
                (layer, entries) -> {
                    observe(step, Place.layer(layer), entries.snapshot(), observer);
                    network.combine(entries.snapshot());
                });
        observe(step, Place.NETWORK, network.snapshot(), observer);
    }

    private static void observe(
            TrainingStep step, Place place, Moments moments, Observer observer) {
        observe(step, MEAN, place, moments.mean(), observer);
        observe(step, DEVIATION, place, moments.deviation(), observer);
        observe(step, SKEWNESS, place, moments.skewness(), observer);
        observe(step, KURTOSIS, place, moments.kurtosis(), observer);
        observe(step, LARGEST, place, moments.largestMagnitude(), observer);
        observe(step, SHARE_OF_ZEROS, place, moments.shareOfZeros(), observer);
        observe(step, NON_FINITE, place, (double) moments.nonFinite(), observer);
    }

    private static void observe(
            TrainingStep step, String series, Place place, double value, Observer observer) {
        observer.accept(new ScalarObservation(step.number(), series, place, value));
    }
}
