// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.types.Shape;

/** The mean correlation between the positions of a window, over all windows side by side. */
final class WindowCorrelation {

    private WindowCorrelation() {}

    /**
     * Measures.
     *
     * @param values values of shape (batch, channels, size...), with mean zero over channels
     * @param shape their shape
     * @param window the size of the window along each spatial axis
     * @return the correlation, cut off at 0 and 1; 0 for a window of one position; NaN if there is
     *     nothing to measure: no whole window, windows along other axes, or zeros only
     */
    static double of(float[] values, Shape shape, Shape window) {
        long positions = window.size();
        if (positions == 1) {
            return 0;
        }
        int axes = window.dimension();
        if (shape.dimension() != axes + 2) {
            return Double.NaN;
        }
        long[] size = shape.slice(2).getShape();
        long[] windows = new long[axes];
        long count = 1;
        for (int i = 0; i < axes; i++) {
            windows[i] = size[i] / window.get(i);
            count *= windows[i];
        }
        long plane = shape.slice(2).size();
        long planes = values.length / plane;
        double squareOfSums = 0;
        double sumOfSquares = 0;
        for (long p = 0; p < planes; p++) {
            for (long w = 0; w < count; w++) {
                double sum = 0;
                for (long at = 0; at < positions; at++) {
                    double value = values[(int) (p * plane + index(w, at, windows, window, size))];
                    sum += value;
                    sumOfSquares += value * value;
                }
                squareOfSums += sum * sum;
            }
        }
        // 0 / 0 stays NaN through both bounds.
        double correlation = (squareOfSums / sumOfSquares - 1) / (positions - 1);
        return Math.min(1, Math.max(0, correlation));
    }

    /** The index within a plane of a position of a window, both counted row by row. */
    private static long index(long w, long at, long[] windows, Shape window, long[] size) {
        long index = 0;
        long stride = 1;
        long rest = w;
        long inside = at;
        for (int i = size.length - 1; i >= 0; i--) {
            long coordinate = rest % windows[i] * window.get(i) + inside % window.get(i);
            rest /= windows[i];
            inside /= window.get(i);
            index += coordinate * stride;
            stride *= size[i];
        }
        return index;
    }
}
