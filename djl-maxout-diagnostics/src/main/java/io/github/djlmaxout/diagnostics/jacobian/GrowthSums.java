// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import java.util.ArrayList;
import java.util.List;

/** What is summed up of the rows at one place. */
final class GrowthSums {

    private final List<Double> squares = new ArrayList<>();
    private int width;
    private double cosines;
    private int angles;

    void add(double[] signal, double[] pushed) {
        width = pushed.length;
        squares.add(Vectors.dot(pushed, pushed));
        double cosine = Vectors.squaredCosine(signal, pushed);
        if (!Double.isNaN(cosine)) {
            cosines += cosine;
            angles++;
        }
    }

    LayerGrowth growth(String layer) {
        double count = squares.size();
        double mean = squares.stream().mapToDouble(Double::doubleValue).sum() / count;
        double off = squares.stream().mapToDouble(square -> square - mean).map(d -> d * d).sum();
        return new LayerGrowth(
                layer,
                width,
                mean,
                count < 2 ? Double.NaN : Math.sqrt(off / (count - 1)),
                angles == 0 ? Double.NaN : cosines / angles);
    }
}
