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

    /**
     * {@code P(X <= x)^n}. A large power of a number close to 1 needs what that number lacks to 1
     * with all its digits.
     */
    static double belowToThe(double n, double x) {
        return x > 0 ? Math.exp(n * Math.log1p(-below(-x))) : Math.pow(below(x), n);
    }
}
