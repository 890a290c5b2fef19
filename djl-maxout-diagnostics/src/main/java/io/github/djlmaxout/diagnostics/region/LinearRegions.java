// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.region.internal.NonFiniteParameterException;
import io.github.djlmaxout.diagnostics.region.internal.ProgramReader;
import io.github.djlmaxout.internal.SignificantDigits;

import java.util.Locale;
import java.util.Set;

/**
 * Into how many linear regions a network cuts the plane through three samples, and how long its
 * decision boundary is there, exactly.
 *
 * <p>The plane goes through the first three samples of the probe batch that have different classes,
 * if labels tell classes; it is the same at each step. The window reaches half as far again as the
 * samples.
 *
 * <ul>
 *   <li>{@link #REGIONS}: the number of different affine maps, see {@link
 *       RegionMap#linearRegions()}, and the regions themselves, of which a listener draws a picture
 *   <li>{@link #BOUNDARY}: the length of the decision boundary, in units of the input space
 * </ul>
 *
 * <p>Where a network has too many regions for that, as deep convolutional ones have, the window
 * around the mean of the samples that is followed is made smaller at the first measurement, so that
 * the regions on it take some seconds; it stays the same afterwards, and the caption says how large
 * it is.
 *
 * <p>Special results: both are NaN, without a picture, while a weight is not finite; both are NaN
 * where there are more activation regions than the limit or than some seconds find, and the picture
 * is a sentence that says so. A network that is not piecewise linear, or a probe batch without
 * three samples that span a plane, makes {@link #measure} throw.
 *
 * <p>Cost: a copy of the weights to the JVM, and 10 to 100 microseconds a region in dense networks
 * of common sizes; the training waits meanwhile. In convolutional networks a region costs as much
 * as all units that it touches. The first measurement also reads the structure of the network.
 */
public final class LinearRegions implements Quantity {

    /** The number of affine maps on the slice, and the picture of their regions. */
    public static final String REGIONS = Series.REGIONS.label();

    /** The length of the decision boundary on the slice. */
    public static final String BOUNDARY = Series.BOUNDARY_LENGTH.label();

    private static final int LIMIT = 50_000;

    /** Multiplications at a step, some seconds: the training waits meanwhile. */
    private static final long WORK = 3_000_000_000L;

    /** How often the first measurement tries a smaller window. */
    private static final int TRIALS = 3;

    /** A window that is tried next: somewhat less than what was done, and not too much less. */
    private static final double SAFETY = 0.7;

    private static final double LEAST = 0.02;

    private final int limit;
    private ProgramReader reader;
    private SamplePlane plane;
    private Slice window;

    /** Creates the quantity with a limit of 50,000 regions: some seconds in dense networks. */
    public LinearRegions() {
        this(LIMIT);
    }

    /**
     * Creates the quantity.
     *
     * @param limit the number of activation regions above which it gives up on a step
     * @throws IllegalArgumentException if the limit is below 1
     */
    public LinearRegions(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "The limit is " + limit + " regions, but must be at least 1.");
        }
        this.limit = limit;
    }

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(Series.REGIONS, Series.BOUNDARY_LENGTH);
    }

    /** Returns {@link Cost#MANY_PASSES}. */
    @Override
    public Cost cost() {
        return Cost.MANY_PASSES;
    }

    /**
     * Finds the regions with the weights of a step.
     *
     * @param step the step
     * @param observer takes two numbers and a {@link RegionObservation}
     * @throws IllegalArgumentException if the network is not piecewise linear, or the probe batch
     *     spans no plane
     */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        Probe probe = step.probe();
        if (reader == null) {
            plane = SamplePlane.of(probe.batch(), probe.labels());
            Shape input = probe.batch().head().getShape();
            reader = new ProgramReader(probe.network(), input);
        }
        long number = step.number();
        try {
            PiecewiseLinearNetwork network = new PiecewiseLinearNetwork(reader.program());
            RegionMap regions = window == null ? first(network) : regions(network, window);
            observe(number, regions.linearRegions(), regions.boundaryLength(), observer);
            String caption = caption(number, regions, share());
            observer.accept(new RegionObservation(number, caption, plane, regions));
        } catch (NonFiniteParameterException e) {
            observe(number, Double.NaN, Double.NaN, observer);
        } catch (RegionLimitException e) {
            observe(number, Double.NaN, Double.NaN, observer);
            observer.accept(new RegionObservation(number, e.getMessage(), plane, null));
        }
    }

    private static void observe(long step, double regions, double boundary, Observer observer) {
        observer.accept(new ScalarObservation(step, REGIONS, Place.NETWORK, regions));
        observer.accept(new ScalarObservation(step, BOUNDARY, Place.NETWORK, boundary));
    }

    private RegionMap regions(PiecewiseLinearNetwork network, Slice slice) {
        return network.regions(slice, limit, WORK, share -> {});
    }

    /**
     * Finds out which part of the window is followed: all of it, or what is left of it after some
     * trials that were given up.
     */
    private RegionMap first(PiecewiseLinearNetwork network) {
        window = plane.slice();
        for (int trial = 0; trial < TRIALS; trial++) {
            try {
                return regions(network, window);
            } catch (RegionLimitException e) {
                double side = Math.max(LEAST, SAFETY * Math.sqrt(e.covered()));
                window = window.withWindow(side * window.low(), side * window.high());
            }
        }
        return regions(network, window);
    }

    private double share() {
        double whole = plane.slice().high() - plane.slice().low();
        return (window.high() - window.low()) / whole;
    }

    private static String caption(long step, RegionMap regions, double share) {
        String where =
                share == 1
                        ? "the plane through three samples"
                        : String.format(
                                Locale.ROOT,
                                "a square around the mean of three samples, with %s %% of the side"
                                        + " that holds them,",
                                SignificantDigits.of(100 * share, 2));
        return String.format(
                Locale.ROOT,
                "At step %,d %s has %,d linear regions; the decision boundary (black) is %s long.",
                step,
                where,
                regions.linearRegions(),
                SignificantDigits.of(regions.boundaryLength(), 4));
    }
}
