// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.internal;

/** The checks of numbers that users give; each message names the value and the bound. */
public final class Require {

    private Require() {}

    /**
     * Checks a lower bound.
     *
     * @param name what the caller calls the number
     * @param value the number
     * @param bound the least that it may be
     * @throws IllegalArgumentException if it is smaller
     */
    public static void atLeast(String name, long value, long bound) {
        if (value < bound) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", but must be at least " + bound + ".");
        }
    }

    /**
     * Checks a number against bounds that only the caller knows. Write the condition so that not a
     * number fails it.
     *
     * @param name what the caller calls the number
     * @param value the number
     * @param inside whether it is inside
     * @param bounds how the bounds are written, as {@code [0, 1)} or {@code 1..1000}
     * @throws IllegalArgumentException if it is not inside
     */
    public static void inside(String name, double value, boolean inside, String bounds) {
        if (!inside) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", but must be in " + bounds + ".");
        }
    }

    /**
     * Checks a whole number against bounds that only the caller knows.
     *
     * @param name what the caller calls the number
     * @param value the number
     * @param inside whether it is inside
     * @param bounds how the bounds are written, as {@code 1..1000}
     * @throws IllegalArgumentException if it is not inside
     */
    public static void inside(String name, long value, boolean inside, String bounds) {
        if (!inside) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", but must be in " + bounds + ".");
        }
    }

    /**
     * Checks that a number is in {@code (0, 1)}.
     *
     * @param name what the caller calls the number
     * @param value the number
     * @throws IllegalArgumentException if it is not
     */
    public static void probability(String name, double value) {
        inside(name, value, value > 0 && value < 1, "(0, 1)");
    }

    /**
     * Checks that a number is positive and finite.
     *
     * @param name what the caller calls the number
     * @param value the number
     * @throws IllegalArgumentException if it is not
     */
    public static void positive(String name, double value) {
        must(name, value, value > 0 && value < Double.POSITIVE_INFINITY, "positive and finite");
    }

    /**
     * Checks that a number is 0 or positive, and finite.
     *
     * @param name what the caller calls the number
     * @param value the number
     * @throws IllegalArgumentException if it is not
     */
    public static void notNegative(String name, double value) {
        must(
                name,
                value,
                value >= 0 && value < Double.POSITIVE_INFINITY,
                "0 or positive, and finite");
    }

    /**
     * Checks that a number is finite.
     *
     * @param name what the caller calls the number
     * @param value the number
     * @throws IllegalArgumentException if it is not
     */
    public static void finite(String name, double value) {
        must(name, value, Double.isFinite(value), "finite");
    }

    /**
     * Checks that two arrays go together.
     *
     * @param name what the caller calls the first
     * @param length its length
     * @param otherName what the caller calls the second
     * @param otherLength its length
     * @throws IllegalArgumentException if the lengths differ
     */
    public static void sameLength(String name, int length, String otherName, int otherLength) {
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

    private static void must(String name, double value, boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", but must be " + what + ".");
        }
    }
}
