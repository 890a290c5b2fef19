// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.diagnostics.SpectrumObservation;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is kept of a spectrum over the steps: a bounded number of points of some of its ranks.
 *
 * <p>These are the ranks 1 to 8, from there on four between a power of two and the next, and the
 * last rank of the first spectrum: evenly spread on a logarithmic axis, and the same at each step
 * if spectra differ in length. Of 1,280 numbers 37 are kept.
 */
final class SpectrumHistory {

    private static final int RANKS_PER_OCTAVE = 4;

    private final int points;
    private final SortedMap<Integer, SeriesHistory> ranks = new TreeMap<>();
    private int lastOfFirst;
    private int length;

    /**
     * Creates an empty one.
     *
     * @param points how many points are kept of a rank: an even number
     */
    SpectrumHistory(int points) {
        this.points = points;
    }

    void add(SpectrumObservation spectrum) {
        List<Double> values = spectrum.values();
        length = values.size();
        if (ranks.isEmpty()) {
            lastOfFirst = length;
        }
        for (int rank = 1; rank <= length; rank++) {
            if (isKept(rank) || rank == lastOfFirst) {
                ranks.computeIfAbsent(rank, unused -> new SeriesHistory(points, false))
                        .add(spectrum.step(), values.get(rank - 1), Double.NaN);
            }
        }
    }

    private static boolean isKept(int rank) {
        return rank % Math.max(1, Integer.highestOneBit(rank) / RANKS_PER_OCTAVE) == 0;
    }

    /** Returns what is kept of each rank; 1 is the largest number. */
    SortedMap<Integer, SeriesHistory> ranks() {
        return ranks;
    }

    /** Returns how many numbers the latest spectrum had. */
    int length() {
        return length;
    }
}
