// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import io.github.djlmaxout.internal.SignificantDigits;

import java.util.Locale;

/** A slice or a curve has more regions than were allowed. */
public final class RegionLimitException extends RuntimeException {

    private static final long serialVersionUID = 2L;

    /** The share of the slice that was done. */
    private final double covered;

    /**
     * Creates the exception.
     *
     * @param limit how many regions were allowed
     * @param covered the share of the slice that they cover
     */
    RegionLimitException(int limit, double covered) {
        this(String.format(Locale.ROOT, "more than %,d linear regions", limit), covered);
    }

    private RegionLimitException(String what, double covered) {
        super(
                String.format(
                        Locale.ROOT,
                        "The slice has %s: they cover %s %% of it. Choose a smaller window, a"
                                + " smaller network or a higher limit.",
                        what,
                        SignificantDigits.of(100 * covered, 2)));
        this.covered = covered;
    }

    /** The regions that a number of multiplications finds are not all. */
    static RegionLimitException ofWork(long multiplications, double covered) {
        return new RegionLimitException(
                String.format(
                        Locale.ROOT,
                        "more linear regions than %,d multiplications find",
                        multiplications),
                covered);
    }

    /** Returns the share of the slice that was done, from 0 to 1. */
    double covered() {
        return covered;
    }
}
