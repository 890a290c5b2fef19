package io.github.djlmaxout.diagnostics.alarm;

/**
 * The limits of the rules that look at one step, and of the check before a training, which asks
 * them too, with their reasons: what is sick at the first step is sick in the check. The check
 * knows chance and what theory expects, so it has some that are tighter besides; those that need a
 * history of steps stand in their rules.
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
     * Before a training: a second moment so many times larger at the end than at the start, beyond
     * chance. Outputs 30 times as large as the inputs saturate a softmax.
     */
    public static final double GROWTH = 1e3;

    /**
     * Before a training: a second moment so many times smaller, or a sensitivity to gradients so
     * many times larger or smaller, beyond chance. No learning rate is right for two layers whose
     * gradients differ by a factor of 1000. ReLU networks with half of He's variance, where both
     * fall by half a layer, learned late with 22 layers and not at all with 30 (He et al. 2015);
     * this lies at 20.
     */
    public static final double DECAY = 1e6;

    /** Before a training: a share of units that are zero at all samples, by more than chance. */
    public static final double SILENT_UNITS = 0.5;

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
}
