// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pushed directions of one network, in pairs: one along a sample, {@code p = J x / |x|}, and one
 * across, {@code q = J w}. {@code J} is linear, so they tell what becomes of every direction
 * between: {@code |cos(a) p + sin(a) q|^2}.
 */
final class NetworkDraw implements SignalJacobian.Sink {

    private final Map<String, Pairs> pairs = new LinkedHashMap<>();

    /** Halves of pairs by row: even rows lie along a sample, each odd one across the one before. */
    private static final class Pairs {

        private final Map<Integer, double[]> halves = new LinkedHashMap<>();
        private final List<double[]> products = new ArrayList<>();

        void add(int row, double[] pushed) {
            double[] other = halves.remove(row ^ 1);
            if (other == null) {
                halves.put(row, pushed);
                return;
            }
            boolean across = row % 2 == 1;
            double[] p = across ? other : pushed;
            double[] q = across ? pushed : other;
            products.add(new double[] {Vectors.dot(p, p), Vectors.dot(p, q), Vectors.dot(q, q)});
        }

        double meanSquare(double angle) {
            double cosine = Math.cos(angle);
            double sine = Math.sin(angle);
            double sum = 0;
            for (double[] product : products) {
                sum +=
                        cosine * cosine * product[0]
                                + 2 * cosine * sine * product[1]
                                + sine * sine * product[2];
            }
            return sum / products.size();
        }
    }

    @Override
    public void accept(String layer, int row, double[] signal, double[] pushed) {
        pairs.computeIfAbsent(layer, key -> new Pairs()).add(row, pushed);
    }

    /** The places that were seen, the output of the network among them. */
    List<String> places() {
        return List.copyOf(pairs.keySet());
    }

    /** The mean over pairs at an angle; NaN if there is none. */
    double meanSquare(String place, double angle) {
        return pairs.get(place).meanSquare(angle);
    }
}
