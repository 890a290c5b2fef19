// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

/**
 * One series, and since when it is beyond what it was.
 *
 * <ul>
 *   <li>With {@value #ENOUGH} values before, it is far when it is more than a limit times the
 *       largest of the last {@value #MEMORY} at {@value #IN_A_ROW} measurements in a row, or more
 *       than {@value #FAR} times all that it ever was, twice in a row. A hard batch late in
 *       training may multiply a loss by a thousand, but that five in a row are above fifty others
 *       has a chance of {@code 1 / C(55, 5)}, 3e-7, if they are all alike.
 *   <li>With less before, as a small first loss says little: when it is twice in a row more than
 *       {@value #SPURT} times all that it was until then. Where the loss of guessing is known, also
 *       when it is more than {@value #FAR} times all before and {@value #OF_GUESSING} times that,
 *       twice in a row.
 *   <li>However slowly it rose: when it is more than {@value #FAR} times the largest of the first
 *       {@value #ENOUGH} values, at {@value #IN_A_ROW} measurements in a row; more than the limit
 *       times, where it is as far above the loss of guessing too.
 * </ul>
 *
 * <p>In ten healthy trainings the loss was never more than 1.6 times what it was before, and the
 * gradient norm never more than 1.4 times.
 */
final class Excursion {

    static final int MEMORY = 50;
    static final int ENOUGH = 10;
    static final int IN_A_ROW = 5;
    static final double FAR = 100;
    static final double SPURT = 30;
    static final double OF_GUESSING = 10;
    static final int TWICE = 2;

    private final double limit;
    private final History recent = new History(MEMORY);
    private final History first = new History(ENOUGH);
    private double largest;
    private double peak;
    private double before;
    private int spurts;
    private int beyond;
    private int farBeyond;
    private int risen;

    Excursion(double limit) {
        this.limit = limit;
    }

    /** The largest that it was before it went too far. */
    double before() {
        return before;
    }

    /**
     * Takes the next value.
     *
     * @param value not negative
     * @param guessing what the series has if nothing is known; NaN where that is not known
     */
    boolean isFar(double value, double guessing) {
        if (!Double.isFinite(value)) {
            return false;
        }
        boolean early = recent.size() < ENOUGH;
        boolean far = largest > 0 && value > farLimit(early, guessing);
        boolean more = far || (!early && value > limit * recent.max());
        if (beyond + spurts + risen == 0) {
            before = peak;
        }
        spurts = early && peak > 0 && value > SPURT * peak ? spurts + 1 : 0;
        farBeyond = far ? farBeyond + 1 : 0;
        beyond = more ? beyond + 1 : 0;
        risen = first.isFull() && value > risenLimit(guessing) ? risen + 1 : 0;
        peak = Math.max(peak, value);
        if (!more) {
            add(value);
        }
        return spurts >= TWICE
                || farBeyond >= TWICE
                || risen >= IN_A_ROW
                || (!early && beyond >= IN_A_ROW);
    }

    private void add(double value) {
        recent.add(value);
        largest = Math.max(largest, value);
        if (!first.isFull()) {
            first.add(value);
        }
    }

    private double farLimit(boolean early, double guessing) {
        if (!early) {
            return FAR * largest;
        }
        return guessing > 0
                ? Math.max(FAR * largest, OF_GUESSING * guessing)
                : Double.POSITIVE_INFINITY;
    }

    private double risenLimit(double guessing) {
        return guessing > 0 ? limit * Math.max(guessing, first.max()) : FAR * first.max();
    }
}
