// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Maxout layers with weights of their own, on plain arrays, with the derivative along. */
final class NaiveLayers {

    /** A signal, and its derivative along a direction of the input. */
    static final class Flow {

        private final double[] values;
        private final double[] change;

        Flow(double[] values, double[] change) {
            this.values = values;
            this.change = change;
        }

        double[] values() {
            return values;
        }

        double[] change() {
            return change;
        }
    }

    private final SplittableRandom random;

    NaiveLayers(SplittableRandom random) {
        this.random = random;
    }

    /** A normal input of mean square 1, and a random unit vector. */
    Flow input(int size) {
        double[] x = normal(size);
        double[] u = normal(size);
        return new Flow(
                times(x, 1 / Math.sqrt(meanSquare(x))),
                times(u, 1 / Math.sqrt(meanSquare(u) * size)));
    }

    Flow maxout(Flow in, int pieces, int units, double c) {
        int fanIn = in.values().length;
        double[] values = new double[units];
        double[] change = new double[units];
        for (int u = 0; u < units; u++) {
            values[u] = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < pieces; k++) {
                double value = 0;
                double moved = 0;
                for (int i = 0; i < fanIn; i++) {
                    double weight = random.nextGaussian();
                    value += weight * in.values()[i];
                    moved += weight * in.change()[i];
                }
                double scale = Math.sqrt(c / fanIn);
                if (scale * value > values[u]) {
                    values[u] = scale * value;
                    change[u] = scale * moved;
                }
            }
        }
        return new Flow(values, change);
    }

    static Flow sum(Flow a, Flow b, double factor) {
        return new Flow(
                times(plus(a.values(), b.values()), factor),
                times(plus(a.change(), b.change()), factor));
    }

    static Flow concatenated(Flow a, Flow b) {
        return new Flow(joined(a.values(), b.values()), joined(a.change(), b.change()));
    }

    static double mean(double[] x) {
        return Arrays.stream(x).average().orElseThrow();
    }

    static double meanSquare(double[] x) {
        return Arrays.stream(x).map(v -> v * v).average().orElseThrow();
    }

    /** Whether a prediction is within 5 standard errors of a mean, and a share of itself. */
    static void assertMean(String what, double[] measured, double predicted, double share) {
        double mean = mean(measured);
        double error = Math.sqrt((meanSquare(measured) - mean * mean) / measured.length);
        assertThat(predicted)
                .as("%s, seeds from 0, standard error %s", what, error)
                .isCloseTo(mean, within(5 * error + share * Math.abs(predicted)));
    }

    private double[] normal(int size) {
        double[] x = new double[size];
        Arrays.setAll(x, i -> random.nextGaussian());
        return x;
    }

    private static double[] plus(double[] a, double[] b) {
        double[] sum = a.clone();
        Arrays.setAll(sum, i -> a[i] + b[i]);
        return sum;
    }

    private static double[] times(double[] a, double factor) {
        return Arrays.stream(a).map(v -> v * factor).toArray();
    }

    private static double[] joined(double[] a, double[] b) {
        double[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
