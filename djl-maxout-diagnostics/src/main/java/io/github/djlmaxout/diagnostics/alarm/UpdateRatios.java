// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.Wording;

import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Updates that are too large or too small for the weights.
 *
 * <p>The rule of thumb is an update-to-weight ratio of 1e-3, and worry outside 1e-4..1e-2
 * (Deeplearning4j's documentation). Healthy runs leave it for a while: the first updates of small
 * networks are up to 0.033 of the weights with plain descent, and Adam's first steps move each
 * weight by the learning rate, a tenth of a weight for 1e-3 and weights of deviation 0.01. So what
 * is judged is the median of the layers and the whole network, both, and
 *
 * <ul>
 *   <li>too large is more than {@value #HUGE} once, more than {@value #LARGE} in the median of
 *       {@value #SHORT} measurements, or more than {@value #LARGISH} in the median of {@value
 *       #LONG}; learning rates 100 times too high begin with 0.9 to 1.4;
 *   <li>too small is less than {@value #TINY} at the first {@value #TWICE} measurements and all
 *       others so far, or less than {@value #SMALL} at the first {@value #LONG}, unless they rise
 *       as they do when the learning rate warms up. Updates that become small later are what the
 *       end of a training looks like;
 *   <li>less than {@value #ROUNDING} at the first {@value #STILL}, which float32 rounds away;
 *   <li>none at all is 0 at the first {@value #STILL} measurements, with gradients and with weights
 *       of one norm: where gradients are accumulated weights move between the measurements.
 * </ul>
 *
 * <p>Ratios of layers of which all weights are zero are NaN and left out.
 */
final class UpdateRatios implements AlarmRule {

    static final double HUGE = 0.5;
    static final double LARGE = 0.1;
    static final int SHORT = 10;
    static final int TWICE = 2 * SHORT;
    static final int STILL = 3;
    static final double LARGISH = 0.03;
    static final int LONG = 50;
    static final double SMALL = 1e-4;
    static final double TINY = 1e-5;
    static final double ROUNDING = 1e-7;
    private static final String USUAL = ", where about 0.001 is usual";
    private static final double USUAL_MOST = 1e-2;
    private static final double RISING = 1.2;
    private static final double MOST = 1e3;

    private final History some = new History(SHORT);
    private final History many = new History(LONG);
    private final History first = new History(SHORT);
    private double latest;
    private double earliest = Double.NaN;
    private double largest;
    private int measurements;
    private int still;
    private double weightNorm = Double.NaN;
    private boolean small;

    @Override
    public String name() {
        return "update ratios";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        double[] layers =
                readings.layers(Series.UPDATE_RATIO).stream()
                        .mapToDouble(ScalarObservation::value)
                        .filter(Double::isFinite)
                        .toArray();
        if (layers.length == 0) {
            return;
        }
        double median = History.medianOf(layers);
        OptionalDouble whole = readings.network(Series.UPDATE_RATIO);
        double network = whole.isPresent() ? whole.getAsDouble() : median;
        add(Math.min(median, network), Math.max(median, network));
        if (stoodStill(readings)) {
            alarms.accept(still(readings));
        } else if (isLarge()) {
            alarms.accept(large(readings));
        } else if (isSmall() || staysSmall()) {
            small = true;
            alarms.accept(small(readings));
        }
    }

    private void add(double low, double high) {
        measurements++;
        latest = low;
        earliest = measurements == 1 ? low : earliest;
        some.add(low);
        many.add(low);
        if (!first.isFull()) {
            first.add(high);
        }
        largest = Math.max(largest, high);
    }

    private boolean isLarge() {
        return latest > HUGE
                || (some.isFull() && some.median() > LARGE)
                || (many.isFull() && many.median() > LARGISH);
    }

    private boolean isSmall() {
        boolean tiny = largest < TINY && measurements >= TWICE;
        boolean small = largest < SMALL && measurements >= LONG;
        boolean lost = largest < ROUNDING && measurements >= STILL && latest < RISING * earliest;
        return lost || ((tiny || small) && some.median() < RISING * first.median());
    }

    /** What was too small, and rises by chance or rounding, still is. */
    private boolean staysSmall() {
        return small && largest < TINY;
    }

    /** From the first measurement on, and the weights are the same from one to the next. */
    private boolean stoodStill(Readings readings) {
        double before = weightNorm;
        weightNorm =
                readings.latest(Series.WEIGHT_NORM, Place.NETWORK)
                        .map(ScalarObservation::value)
                        .orElse(Double.NaN);
        boolean moved = still > 0 && Math.abs(weightNorm - before) > 0;
        boolean learns =
                readings.latest(Series.GRADIENT_NORM, Place.NETWORK)
                        .filter(norm -> norm.value() == 0)
                        .isEmpty();
        still = largest == 0 && learns && !moved ? still + 1 : 0;
        return still >= STILL && still == measurements;
    }

    private static Alarm still(Readings readings) {
        return new Alarm(
                readings.step(),
                AlarmKind.UPDATE_RATIO,
                Place.NETWORK,
                "No weight has moved since the first step",
                "The learning rate is 0, or trainer.step() is not called",
                "Look at the learning rate tracker of the optimizer, and at the training loop");
    }

    private Alarm large(Readings readings) {
        return new Alarm(
                readings.step(),
                AlarmKind.UPDATE_RATIO,
                Place.NETWORK,
                latest > HUGE
                        ? "One update is " + times(latest) + " the weights" + USUAL
                        : "Updates are "
                                + times(some.median())
                                + " the weights"
                                + USUAL
                                + ", over "
                                + Math.min(measurements, LONG)
                                + " measurements",
                "The learning rate is too high",
                remedy(Math.max(latest, some.median()) / USUAL_MOST));
    }

    /** Beyond a thousand the number says no more than that it is far. */
    private static String remedy(double factor) {
        return factor > MOST
                ? "Lower the learning rate by a factor of 1000, and by 10 again until the loss"
                        + " falls"
                : "Lower the learning rate by a factor of about " + Wording.number(factor, 1);
    }

    /** Such as {@code 0.83 of} or {@code 3e21 times}, to stand before what it is a part of. */
    static String times(double ratio) {
        return Wording.number(ratio) + (ratio <= 1 ? " of" : " times");
    }

    private Alarm small(Readings readings) {
        return new Alarm(
                readings.step(),
                AlarmKind.UPDATE_RATIO,
                Place.NETWORK,
                "Updates are "
                        + Wording.number(some.median())
                        + " of the weights"
                        + USUAL
                        + ", since the first step",
                "The learning rate is too low, or gradients are scaled down",
                "Raise the learning rate");
    }
}
