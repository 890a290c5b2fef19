// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.activation;

import io.github.djlmaxout.nn.PieceScan;

import org.apache.commons.numbers.arrays.Selection;
import org.apache.commons.numbers.core.ArithmeticUtils;

import java.util.Arrays;

/**
 * How far the remotest piece stays below the winner: a piece's smallest distance to it over all
 * samples and positions, the largest over pieces and units, over the median distance of pieces that
 * lose. Distances that are NaN are left out.
 */
final class PieceLag {

    /** About so many places tell the median distance of pieces that lose. */
    private static final int SAMPLED_PLACES = 1000;

    private PieceLag() {}

    /**
     * Goes over a scan.
     *
     * @param scan the scan, from its start to its end
     * @param outputsOfRow the maxima of a sample, or of what else the first axes hold
     * @return NaN if no piece loses by a finite distance above 0
     */
    static double of(PieceScan scan, int outputsOfRow) {
        double[] nearest = new double[scan.units() * scan.pieces()];
        Arrays.fill(nearest, Double.NaN);
        int stride = stride(scan.places(), outputsOfRow);
        double[] losing = new double[(scan.places() / stride + 1) * scan.pieces()];
        int count = 0;
        while (scan.next()) {
            int first = scan.unit() * scan.pieces();
            boolean sampled = scan.place() % stride == 0;
            for (int piece = 0; piece < scan.pieces(); piece++) {
                double other = scan.value(piece);
                boolean equal = piece == scan.winner() || other == scan.top();
                double distance = equal ? 0 : scan.top() - other;
                if (!(distance >= nearest[first + piece]) && !Double.isNaN(distance)) {
                    nearest[first + piece] = distance;
                }
                if (sampled && distance > 0 && distance < Double.POSITIVE_INFINITY) {
                    losing[count++] = distance;
                }
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        Selection.select(losing, 0, count, count / 2);
        double largest = 0;
        for (double distance : nearest) {
            largest = distance > largest ? distance : largest;
        }
        return largest / losing[count / 2];
    }

    /** Prime to the places of a sample, so that all units and positions have their turn. */
    private static int stride(int places, int outputsOfRow) {
        int stride = Math.max(1, places / SAMPLED_PLACES);
        while (ArithmeticUtils.gcd(stride, outputsOfRow) != 1) {
            stride++;
        }
        return stride;
    }
}
