package io.github.djlmaxout.propagation;

import org.apache.commons.numbers.gamma.Erfc;

/** The standard normal law. */
final class NormalLaw {

    private static final double ROOT2 = Math.sqrt(2);
    private static final double PEAK = 1 / Math.sqrt(2 * Math.PI);

    private NormalLaw() {}

    static double density(double x) {
        return PEAK * Math.exp(-x * x / 2);
    }

    /** {@code P(X <= x)}, with full relative accuracy in the lower tail. */
    static double below(double x) {
        return 0.5 * Erfc.value(-x / ROOT2);
    }
}
