// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import io.github.djlmaxout.diagnostics.DrawableObservation;
import io.github.djlmaxout.diagnostics.Place;

import java.util.List;
import java.util.Optional;

/** The linear regions on the plane through three samples, as they are at a step. Immutable. */
public final class RegionObservation implements DrawableObservation {

    private final long step;
    private final String series;
    private final String caption;
    private final SamplePlane plane;

    /** Null where they were not found. */
    private final RegionMap regions;

    RegionObservation(long step, String caption, SamplePlane plane, RegionMap regions) {
        this(step, LinearRegions.REGIONS, caption, plane, regions);
    }

    private RegionObservation(
            long step, String series, String caption, SamplePlane plane, RegionMap regions) {
        this.step = step;
        this.series = series;
        this.caption = caption;
        this.plane = plane;
        this.regions = regions;
    }

    /** {@inheritDoc} */
    @Override
    public long step() {
        return step;
    }

    /** Returns {@link LinearRegions#REGIONS} unless it was renamed. */
    @Override
    public String series() {
        return series;
    }

    /** {@inheritDoc} */
    @Override
    public RegionObservation as(String name) {
        return new RegionObservation(step, name, caption, plane, regions);
    }

    /** Returns the whole network. */
    @Override
    public Place place() {
        return Place.NETWORK;
    }

    /** Returns how many regions there are, or why they were not found. */
    @Override
    public String caption() {
        return caption;
    }

    /**
     * Returns the regions.
     *
     * @return the regions; empty if there were too many to find, as the caption says
     */
    public Optional<RegionMap> regions() {
        return Optional.ofNullable(regions);
    }

    /**
     * Returns the samples that the plane goes through.
     *
     * @return three points of the input space
     */
    public List<double[]> samples() {
        return plane.samples().stream().map(double[]::clone).toList();
    }

    /**
     * Returns what the samples are called.
     *
     * @return three names, such as {@code class 1}; empty without labels
     */
    public List<String> names() {
        return plane.names();
    }

    @Override
    public String toString() {
        return "step " + step + ": " + caption;
    }
}
