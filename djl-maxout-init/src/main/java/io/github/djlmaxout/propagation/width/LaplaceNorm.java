// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.Trigamma;

import java.util.Arrays;

/**
 * The squared norm {@code X} of {@code d} independent outputs by its Laplace transform {@code
 * phi(t)^d}, {@code phi(t) = E exp(-t y^2)}.
 *
 * <p>For {@code 0 < p < 1}, {@code E X^p = p / Gamma(1-p) integral of t^(-1-p) (1 - phi(t)^d) dt}.
 * Both this and a gamma law of the same mean and variance (shape {@code k = d / v}, scale {@code
 * theta = v mu}) obey it, so with {@code delta(t) = phi(t)^d - (1 + theta t)^-k}
 *
 * <pre>
 * E X^p = theta^p Gamma(k + p) / Gamma(k) - p / Gamma(1-p) I(p),   I(p) = integral of t^(-1-p) delta(t) dt
 * E ln X = psi(k) + ln theta - I(0)
 * Var ln X = psi'(k) + 2 integral of (ln(theta t) + psi(k) + gamma) delta(t) dt / t - I(0)^2
 * </pre>
 *
 * <p>the last two from the expansion about {@code p = 0}, {@code gamma} Euler's constant. As {@code
 * delta = O(t^3)}, the integrals over {@code y = ln(theta t)} converge fast at both ends, and the
 * trapezoid rule geometrically, since the integrand is analytic for {@code |Im y| < pi}.
 */
final class LaplaceNorm implements NormDistribution {

    private static final double STEP = 0.25;
    private static final double NEGLIGIBLE = 1e-19;
    private static final double EULER = 0.5772156649015329;

    private final double shape;
    private final double scale;

    /** {@code delta} at {@code ln(theta t) = (first + i) STEP - ln k}. */
    private final double[] delta;

    private final int first;

    LaplaceNorm(SquaredOutput output, int d) {
        shape = d / output.relativeVariance();
        scale = output.relativeVariance() * output.mean();
        double[] upwards = side(output, d, 1);
        double[] downwards = side(output, d, -1);
        first = 1 - downwards.length;
        delta = new double[upwards.length + downwards.length - 1];
        for (int i = 0; i < downwards.length; i++) {
            delta[downwards.length - 1 - i] = downwards[i];
        }
        System.arraycopy(upwards, 0, delta, downwards.length - 1, upwards.length);
    }

    /** From {@code t = 1 / E X} in one direction, until ten values in turn are negligible. */
    private double[] side(SquaredOutput output, int d, int direction) {
        double[] values = new double[64];
        double largest = 0;
        int count = 0;
        for (int small = 0; small < 10; count++) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            double theta = Math.exp(y(direction * count));
            double exact = d * Math.log1p(-output.complement(theta / scale));
            values[count] = Math.expm1(exact) - Math.expm1(-shape * Math.log1p(theta));
            largest = Math.max(largest, Math.abs(values[count]));
            small = Math.abs(values[count]) <= NEGLIGIBLE * largest ? small + 1 : 0;
        }
        return Arrays.copyOf(values, count);
    }

    private double y(int step) {
        return step * STEP - Math.log(shape);
    }

    @Override
    public double logMomentRate(double p) {
        double reference = NormDistribution.meanDigamma(shape, p);
        if (p == 1) {
            return Math.log(scale) + reference;
        }
        double sum = 0;
        for (int i = 0; i < delta.length; i++) {
            sum += delta[i] * Math.exp(-p * (y(first + i) + reference));
        }
        // 1 / Gamma(1-p) by the recurrence, which keeps its digits as p nears 1
        double ratio = p * (1 - p) * Math.exp(-LogGamma.value(2 - p)) * STEP * sum;
        return Math.log(scale) + reference + Math.log1p(-ratio) / p;
    }

    @Override
    public LogNorm logNorm() {
        double psi = Digamma.value(shape);
        double zeroth = 0;
        double first = 0;
        for (int i = 0; i < delta.length; i++) {
            zeroth += STEP * delta[i];
            first += STEP * delta[i] * (y(this.first + i) + psi + EULER);
        }
        double variance = Trigamma.value(shape) + 2 * first - zeroth * zeroth;
        return new LogNorm((psi + Math.log(scale) - zeroth) / 2, variance / 4, 0);
    }
}
