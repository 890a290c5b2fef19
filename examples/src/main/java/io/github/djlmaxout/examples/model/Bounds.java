// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.model;

/** Holds what people and files say to its bounds, and says in one way what is out of them. */
public final class Bounds {

    private Bounds() {}

    /**
     * Holds a whole number to its least value.
     *
     * @param name what people call it, such as {@code --samples}
     * @param value the number
     * @param least the least that is right
     * @throws IllegalArgumentException if it is less
     */
    public static void atLeast(String name, long value, long least) {
        require(name, value, value >= least, "at least " + least);
    }

    /**
     * Holds a whole number between two bounds.
     *
     * @param name what people call it
     * @param value the number
     * @param least the least that is right
     * @param most the largest that is right; the largest {@code int}, or more, is not said
     * @throws IllegalArgumentException if it is not
     */
    public static void within(String name, long value, long least, long most) {
        require(
                name,
                value,
                value >= least && value <= most,
                least + (most >= Integer.MAX_VALUE ? " or more" : " to " + most));
    }

    /**
     * Holds a number between two bounds.
     *
     * @param name what people call it
     * @param value the number
     * @param least the least that is right
     * @param most the largest that is right; the largest {@code double} is not said
     * @throws IllegalArgumentException if it is not, or is NaN
     */
    public static void within(String name, double value, double least, double most) {
        require(
                name,
                number(value),
                value >= least && value <= most,
                number(least) + (most == Double.MAX_VALUE ? " or more" : " to " + number(most)));
    }

    /**
     * Holds that something is as it should be.
     *
     * @param name what people call it
     * @param value what it is
     * @param right whether it is right
     * @param expected what would be
     * @throws IllegalArgumentException if it is not
     */
    public static void require(String name, Object value, boolean right, String expected) {
        if (!right) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
        }
    }

    /**
     * Holds that something is there.
     *
     * @param name what people call it
     * @param value what should be there
     * @throws IllegalArgumentException if it is null
     */
    public static void present(String name, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
