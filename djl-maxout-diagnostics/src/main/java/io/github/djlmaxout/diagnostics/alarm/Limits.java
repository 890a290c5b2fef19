// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

/**
 * What is too much, for the rules of a watched training and for the check before one alike: a
 * network that one calls sick is not healthy for the other. Each limit has its reason and, where
 * one was seen, the range of healthy trainings: the ten of the first kinds, and those of DJL's zoo
 * with recurrence, attention and embeddings. Limits of what goes on over many steps stand in their
 * rules.
 */
public final class Limits {

    /**
     * An activation's second moment that is so many times larger or smaller at the end than at the
     * start, with {@link #SLOW_FACTOR} a layer. Below 1e-4 biases of usual size take over; above
     * 1e4 a signal is a hundred times as large as it came.
     */
    public static final double FAR = 1e4;

    /** What ReLU layers of half of He's variance have is 2; chance alone has less than 1.5. */
    public static final double SLOW_FACTOR = 1.5;

    /** The same over few layers, which are on their way there with {@link #FAST_FACTOR} a layer. */
    public static final double NEAR = 1e2;

    /** Hidden layers of healthy trainings had 0.25 to 2.6, all together 0.04 to 10. */
    public static final double FAST_FACTOR = 2.5;

    /**
     * Norms of gradients of two layers that differ by more: no learning rate is right for both.
     * Healthy trainings had 0.016 to 11.
     */
    public static final double GRADIENTS = 1e3;

    /**
     * A share of maxima that several pieces attain with the same weights. Healthy layers have none:
     * rounding makes two float32 values equal in about 1 maximum of a million.
     */
    public static final double EQUAL_PIECES = 0.01;

    /**
     * A share of maxima that several pieces attain, for whatever reason. Where the input is zero
     * they tie by themselves: on the black margin of images, which may be more than half of them.
     */
    public static final double TIED = 0.9;

    /** A share of outputs that are zero: ReLU layers of healthy trainings had up to 0.73. */
    public static final double ZEROS = 0.98;

    /**
     * A first loss that is so much above that of guessing: wrong classes are then held to be {@code
     * e^8}, 3000 times, as likely as right ones. Logits of second moment 1 are 0.5 above, those of
     * residual networks that healthy trainings began with 5, of second moment 25 about 8.
     */
    public static final double FIRST_LOSS = 8;

    /**
     * A second moment so many times larger behind a layer of the first weights than in what the
     * network was given, or so large an input: outputs 30 times as large as the inputs saturate a
     * softmax. Healthy networks had up to 10.
     */
    public static final double GROWTH = 1e3;

    /**
     * A second moment so many times smaller, likewise, or so small an input; and a sensitivity to
     * gradients, which is a squared norm, so many times larger or smaller than another layer's: the
     * square of {@link #GRADIENTS}. ReLU networks with half of He's variance, where both fall by
     * half a layer, learned late with 22 layers and not at all with 30 (He et al. 2015); this lies
     * at 20.
     */
    public static final double DECAY = GRADIENTS * GRADIENTS;

    /**
     * A share of units that are zero at all samples, by more than chance ({@link #isSilent}), where
     * biases are equal: half of the units are below zero where all samples look alike.
     */
    public static final double SILENT_UNITS = 0.5;

    /** So many standard deviations of chance a share of silent units must lie above the limit. */
    private static final double SILENT_ERRORS = 5;

    /**
     * The smallest distance of a piece to the largest of its unit, over the median distance of
     * those that lose. If all inputs were alike it would be the distance of two values of a normal
     * sample over its median, below 10 for up to millions of pieces; healthy trainings had 4 at
     * most.
     */
    public static final double LAG = 10;

    private Limits() {}

    /**
     * Tells whether activations drift.
     *
     * @param change the second moment at the end over that at the start, positive
     * @param layers over how many layers
     * @return whether it grows or shrinks too far
     */
    public static boolean isDrift(double change, double layers) {
        double size = Math.abs(Math.log(change));
        double rate = size / layers;
        return (size > Math.log(FAR) && rate > Math.log(SLOW_FACTOR))
                || (size > Math.log(NEAR) && rate > Math.log(FAST_FACTOR));
    }

    /**
     * Tells whether the first weights make a signal far larger or smaller than what the network was
     * given. Chance does not change each layer's by {@link #SLOW_FACTOR}.
     *
     * @param change the second moment behind a layer over that of the input, positive
     * @param layers over how many layers
     * @return whether it is too far
     */
    public static boolean isFarFromInput(double change, double layers) {
        double rate = Math.abs(Math.log(change)) / layers;
        return (change > GROWTH || change < 1 / DECAY) && rate > Math.log(SLOW_FACTOR);
    }

    /**
     * Tells whether an input has a size that no usual initialization or learning rate is made for.
     * What is mostly zeros, such as one word of thousands, may be as small as {@link #DECAY}.
     *
     * @param secondMoment the second moment of the input, positive
     * @return whether it is too large or too small
     */
    public static boolean isFarInput(double secondMoment) {
        return secondMoment > GROWTH || secondMoment < 1 / DECAY;
    }

    /**
     * Tells whether more units are silent than chance silences.
     *
     * @param share the share of units that are zero at all samples
     * @param units how many units there are
     * @return whether it is more
     */
    public static boolean isSilent(double share, double units) {
        return share > SILENT_UNITS * (1 + SILENT_ERRORS / Math.sqrt(units));
    }
}
