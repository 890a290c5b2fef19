// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.internal.SignificantDigits;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The vertical axis of a chart.
 *
 * @param low the value at the bottom; its logarithm to base 10 on a logarithmic axis
 * @param high the same at the top
 * @param logarithmic whether it is
 */
record Scale(double low, double high, boolean logarithmic) {

    /** Returns an axis on which all values from {@code low} to {@code high} are seen. */
    static Scale of(double low, double high, boolean logarithmic) {
        if (!(low <= high)) {
            return new Scale(0, 1, logarithmic); // nothing to show
        }
        if (logarithmic) {
            double bottom = Math.floor(Math.log10(low));
            return new Scale(bottom, Math.max(bottom + 1, Math.ceil(Math.log10(high))), true);
        }
        double step = step(Math.min(low, 0), high);
        return new Scale(
                Math.floor(Math.min(low, 0) / step) * step,
                Math.max(step, Math.ceil(high / step) * step),
                false);
    }

    boolean shows(double value) {
        return Double.isFinite(value) && (!logarithmic || value > 0);
    }

    /** Returns where a value lies: 0 at the bottom, 1 at the top, never outside. */
    double position(double value) {
        double v = logarithmic ? Math.log10(value) : value;
        return Math.min(1, Math.max(0, (v - low) / (high - low)));
    }

    List<Double> ticks() {
        double step = logarithmic ? Math.max(1, Math.ceil((high - low) / 8)) : step(low, high);
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; low + i * step <= high + step * 1e-9; i++) {
            double tick = low + i * step;
            ticks.add(logarithmic ? Math.pow(10, tick) : tick);
        }
        return ticks;
    }

    String label(double tick) {
        if (!logarithmic) {
            return SignificantDigits.of(tick, 4);
        }
        long exponent = Math.round(Math.log10(tick));
        return Math.abs(exponent) <= 2
                ? String.format(Locale.ROOT, exponent < 0 ? "%.2g" : "%.0f", tick)
                : String.format(Locale.ROOT, "1e%d", exponent);
    }

    /** Returns 1, 2 or 5 times a power of ten, with four to ten steps between the ends. */
    private static double step(double low, double high) {
        double rough = Math.max(high - low, 1e-12) / 5;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= rough) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
