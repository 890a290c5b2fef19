// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.Wording;

import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * A loss that is all but zero after a few steps, and all gradients with it: there is nothing to
 * learn.
 *
 * <p>Within the first {@value #STEPS} steps the loss must fall below {@value #LOSS} of the first
 * one, and the gradient norm of the network below {@value #GRADIENT}, at {@value #IN_A_ROW}
 * measurements in a row, as a batch of one sample may have no loss by chance. Both fall together
 * where a softmax learns a constant. Where a regression first finds the mean of its labels the
 * gradient falls as the root of the loss, and noise keeps both up. Ten healthy trainings were at
 * 0.13 of first loss or gradient, or more, after 30 steps; easy tasks, learned fast, may be below
 * by then, where labels of one class were below for five steps at step 8 at most.
 */
final class CollapsedLoss implements AlarmRule {

    static final int STEPS = 20;
    static final double LOSS = 0.05;
    static final double GRADIENT = 0.1;

    static final int IN_A_ROW = 5;

    private double firstLoss = Double.NaN;
    private double firstGradient = Double.NaN;
    private int inARow;

    @Override
    public String name() {
        return "collapsed loss";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        OptionalDouble loss = readings.network(Series.LOSS);
        OptionalDouble gradient = readings.network(Series.GRADIENT_NORM);
        if (loss.isEmpty() || gradient.isEmpty()) {
            return;
        }
        if (readings.step() == 0) {
            firstLoss = loss.getAsDouble();
            firstGradient = gradient.getAsDouble();
        }
        // Comparisons with NaN are false: without step 0 the rule is silent.
        boolean collapsed =
                loss.getAsDouble() < LOSS * firstLoss
                        && gradient.getAsDouble() < GRADIENT * firstGradient;
        inARow = collapsed ? inARow + 1 : 0;
        if (inARow >= IN_A_ROW && readings.step() <= STEPS) {
            alarms.accept(
                    new Alarm(
                            readings.step(),
                            AlarmKind.STALLED,
                            Place.NETWORK,
                            "The loss fell from "
                                    + Wording.number(firstLoss)
                                    + " to "
                                    + Wording.number(loss.getAsDouble())
                                    + " in "
                                    + readings.step()
                                    + " steps, and the gradients of all layers with it, from "
                                    + Wording.number(firstGradient)
                                    + " to "
                                    + Wording.number(gradient.getAsDouble()),
                            "Nothing is left to learn: the labels may all be of one class, or the"
                                    + " inputs may hold them",
                            "Check labels and inputs, and whether the data is shuffled"));
        }
    }
}
