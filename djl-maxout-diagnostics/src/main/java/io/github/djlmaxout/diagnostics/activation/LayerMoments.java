// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.activation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.internal.Entries;

import java.util.BitSet;

/**
 * What two passes over the activations after a layer give.
 *
 * @param mean their mean
 * @param secondMoment the mean of their squares
 * @param deviation the square root of the mean square of what lies off the mean
 * @param zeroShare the share of exact zeros
 * @param deadUnits the number of units of which all activations are exact zeros
 * @param nonFinite the number of NaN and infinities
 */
record LayerMoments(
        double mean,
        double secondMoment,
        double deviation,
        double zeroShare,
        double deadUnits,
        double nonFinite) {

    static LayerMoments of(NDArray array, int unitAxis) {
        double[] values = Entries.all(array);
        Shape shape = array.getShape();
        int units = shape.dimension() == 0 ? 1 : Math.toIntExact(shape.get(unitAxis));
        int inner = shape.dimension() == 0 ? 1 : Math.toIntExact(shape.slice(unitAxis + 1).size());
        BitSet alive = new BitSet(units);
        double sum = 0;
        double squares = 0;
        long zeros = 0;
        long nonFinite = 0;
        for (int i = 0; i < values.length; i++) {
            double value = values[i];
            sum += value;
            squares += value * value;
            nonFinite += Double.isFinite(value) ? 0 : 1;
            if (value == 0) {
                zeros++;
            } else {
                alive.set(i / inner % units);
            }
        }
        double count = values.length;
        double mean = sum / count;
        double offMean = 0;
        for (double value : values) {
            offMean += (value - mean) * (value - mean);
        }
        return new LayerMoments(
                mean,
                squares / count,
                Math.sqrt(offMean / count),
                (double) zeros / count,
                units - alive.cardinality(),
                (double) nonFinite);
    }
}
