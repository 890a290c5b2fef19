package io.github.djlmaxout.propagation;

/** The checks that several moments share; each message names the value, the bound and a remedy. */
final class MomentArguments {

    private MomentArguments() {}

    static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be at least 1.");
        }
    }

    /** Not a number is refused too: it is inside no bounds. */
    static void inside(String name, double value, boolean inside, String bounds) {
        if (!inside) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", but must be in " + bounds + ".");
        }
    }

    static void positive(String name, double value) {
        inside(name, value, value > 0 && value < Double.POSITIVE_INFINITY, "(0, infinity)");
    }

    static void probability(String name, double value) {
        inside(name, value, value > 0 && value < 1, "(0, 1)");
    }
}
