package io.github.djlmaxout.propagation;

/** Checks of the numbers that kernels and bounds take; a message names value, bound and remedy. */
final class Range {

    private Range() {}

    static void atLeast(int bound, String name, int value) {
        if (value < bound) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", but must be at least " + bound + ".");
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", but must be positive and finite.");
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", but must be 0 or positive, and finite.");
        }
    }

    static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be finite.");
        }
    }

    static void sameLength(String name, int length, String otherName, int otherLength) {
        if (length != otherLength) {
            throw new IllegalArgumentException(
                    name
                            + " has length "
                            + length
                            + ", but "
                            + otherName
                            + " has length "
                            + otherLength
                            + ": give one entry for each.");
        }
    }
}
