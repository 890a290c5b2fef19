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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Quartiles and histograms of gradients, from a seeded sample of their entries: engines have no
 * percentiles, and to sort all entries takes long.
 *
 * <p>Of the largest parameter of a layer at most {@code n} entries are drawn without replacement,
 * and of its other parameters the same share, at least one each: the entries of a layer are equally
 * likely. In the network each drawn entry stands for as many as its layer has for each that was
 * drawn. Positions follow from seed, name and size of a parameter, so they are the same at every
 * step: what changes is the gradient.
 *
 * <p>The quartile {@code q} is the least drawn entry that at least a share of {@code q / 4} does
 * not exceed. With {@code n} entries it is one that a share of {@code q / 4} give or take {@code
 * sqrt(q (4 - q)) / (4 sqrt(n))} of all do not exceed, one standard deviation: 0.016 for the median
 * of 1000. Entries that are not finite are left out; if there are no others, quartiles are NaN and
 * histograms have no buckets. Frozen parameters and running statistics are left out.
 */
public final class GradientSample implements Quantity {

    /** The first quartile of the sampled entries, of a layer or the network. */
    public static final String QUARTILE_1 = Series.GRADIENT_QUARTILE.label(1);

    /** The median of the sampled entries, of a layer or the network. */
    public static final String QUARTILE_2 = Series.GRADIENT_QUARTILE.label(2);

    /** The third quartile of the sampled entries, of a layer or the network. */
    public static final String QUARTILE_3 = Series.GRADIENT_QUARTILE.label(3);

    /** The histogram of the sampled entries of a layer, in 30 buckets of equal width at most. */
    public static final String SAMPLE = Series.GRADIENT_SAMPLE.label();

    private static final int DEFAULT_ENTRIES = 1000;

    private final int entries;
    private final long seed;
    private final Map<String, int[]> positions = new LinkedHashMap<>();

    private GradientSample(int entries, long seed) {
        this.entries = entries;
        this.seed = seed;
    }

    /**
     * Creates a quantity that draws at most 1000 entries of a parameter.
     *
     * @param seed the seed of the positions
     * @return the quantity
     */
    public static GradientSample of(long seed) {
        return of(DEFAULT_ENTRIES, seed);
    }

    /**
     * Creates the quantity.
     *
     * @param entries how many entries {@code n} of a parameter to draw at most, at least 1
     * @param seed the seed of the positions
     * @return the quantity
     * @throws IllegalArgumentException if there are less than 1
     */
    public static GradientSample of(int entries, long seed) {
        if (entries < 1) {
            throw new IllegalArgumentException(
                    "There are "
                            + entries
                            + " entries to draw of a parameter, but there must be at least 1.");
        }
        return new GradientSample(entries, seed);
    }

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(Series.GRADIENT_QUARTILE, Series.GRADIENT_SAMPLE);
    }

    /** {@inheritDoc} */
    @Override
    public Cost cost() {
        return Cost.PASSES;
    }

    /** {@inheritDoc} */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        Map<String, List<WatchedParameter>> layers = new LinkedHashMap<>();
        for (WatchedParameter parameter : step.parameters()) {
            if (parameter.isTrained() && parameter.shape().size() > 0) {
                layers.computeIfAbsent(parameter.layer(), layer -> new ArrayList<>())
                        .add(parameter);
            }
        }
        if (layers.isEmpty()) {
            return;
        }
        WeightedSample network = new WeightedSample();
        layers.forEach(
                (layer, parameters) -> {
                    Place place = Place.layer(layer);
                    WeightedSample sample = sample(step, parameters);
                    observeQuartiles(step, place, sample, observer);
                    observer.accept(
                            sample.histogram(step.number(), SAMPLE, place, size(parameters)));
                    network.add(sample);
                });
        observeQuartiles(step, Place.NETWORK, network, observer);
    }

    private WeightedSample sample(TrainingStep step, List<WatchedParameter> layer) {
        long largest = layer.stream().mapToLong(p -> p.shape().size()).max().orElse(0);
        double share = Math.min(1, entries / (double) largest);
        List<double[]> drawn = new ArrayList<>();
        int number = 0;
        for (WatchedParameter parameter : layer) {
            int[] where = positions.computeIfAbsent(parameter.name(), n -> draw(parameter, share));
            drawn.add(Entries.at(step.gradient(parameter), where));
            number += where.length;
        }
        double each = (double) size(layer) / number;
        WeightedSample sample = new WeightedSample();
        for (double[] values : drawn) {
            for (double value : values) {
                sample.add(value, each);
            }
        }
        return sample;
    }

    private int[] draw(WatchedParameter parameter, double share) {
        int size = Math.toIntExact(parameter.shape().size());
        int number = (int) Math.max(1, Math.round(size * share));
        return Positions.draw(seed, parameter.name(), size, number);
    }

    private static long size(List<WatchedParameter> parameters) {
        return parameters.stream().mapToLong(p -> p.shape().size()).sum();
    }

    private static void observeQuartiles(
            TrainingStep step, Place place, WeightedSample sample, Observer observer) {
        List<String> series = List.of(QUARTILE_1, QUARTILE_2, QUARTILE_3);
        for (int quarter = 1; quarter <= series.size(); quarter++) {
            observer.accept(
                    new ScalarObservation(
                            step.number(),
                            series.get(quarter - 1),
                            place,
                            sample.quantile(quarter / 4.0)));
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
