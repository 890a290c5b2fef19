// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.plot;

import io.github.djlmaxout.internal.SignificantDigits;

import java.util.ArrayList;
import java.util.List;

/**
 * An axis: where values lie between its ends, and which of them are written at it.
 *
 * @param low the value at the first end; its logarithm to base 10 on a logarithmic axis
 * @param high the same at the other end
 * @param logarithmic whether it is
 * @param step from one written value to the next, on a logarithmic axis in powers of ten
 * @param unit what is written behind them
 */
public record Axis(double low, double high, boolean logarithmic, double step, String unit) {

    private static final int MOST_POWERS = 8;

    /** Returns an axis of the values from {@code low} to {@code high}. */
    public static Axis between(double low, double high, String unit) {
        return new Axis(low, high, false, step(low, high), unit);
    }

    /** Returns an axis of the numbers from 1, of which at most ten are written. */
    public static Axis numbers(int last) {
        return new Axis(1, last, false, Math.max(1, (last + 9) / 10), "");
    }

    /** Returns a logarithmic axis from one power of ten to another. */
    public static Axis powers(double low, double high) {
        double step = Math.max(1, Math.ceil((high - low) / MOST_POWERS));
        return new Axis(low, high, true, step, "");
    }

    /** Returns an axis on which zero and all points of some curves are seen. */
    public static Axis linear(List<Curve> curves) {
        double low = Math.min(0, Curve.least(curves, false));
        double high = Math.max(low, Curve.largest(curves, false));
        high = high > low ? high : low + 1;
        double step = step(low, high);
        return new Axis(
                Math.floor(low / step) * step,
                Math.max(step, Math.ceil(high / step) * step),
                false,
                step,
                "");
    }

    /** Returns a logarithmic axis on which all points of some curves that can be are seen. */
    public static Axis logarithmic(List<Curve> curves) {
        double least = Curve.least(curves, true);
        if (least == Double.POSITIVE_INFINITY) {
            return powers(-1, 0);
        }
        double low = Math.floor(Math.log10(least));
        return powers(low, Math.max(low + 1, Math.ceil(Math.log10(Curve.largest(curves, true)))));
    }

    /** Returns whether a value can be seen. */
    public boolean shows(double value) {
        return Double.isFinite(value) && (!logarithmic || value > 0);
    }

    /** Returns where a value lies: 0 at the first end, 1 at the other, never outside. */
    public double position(double value) {
        double v = logarithmic ? Math.log10(value) : value;
        return low == high ? 0.5 : Math.min(1, Math.max(0, (v - low) / (high - low)));
    }

    /** Returns the values that are written. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        // Numbers begin at the step, not at 1.
        double first = logarithmic ? low : Math.ceil(low / step - 1e-9) * step;
        for (int i = 0; first + i * step <= high + step * 1e-9; i++) {
            double tick = first + i * step;
            // What should be zero is a rounding away from it.
            ticks.add(logarithmic ? Math.pow(10, tick) : Math.abs(tick) < step * 1e-9 ? 0 : tick);
        }
        return ticks;
    }

    String label(double tick) {
        return SignificantDigits.of(tick, 4) + unit;
    }

    /** Returns 1, 2 or 5 times a power of ten, with at most eight steps between the ends. */
    private static double step(double low, double high) {
        double rough = Math.max(high - low, 1e-12) / 8;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= rough * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
