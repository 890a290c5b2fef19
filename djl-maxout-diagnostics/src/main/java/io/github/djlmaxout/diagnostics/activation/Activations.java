package io.github.djlmaxout.diagnostics.activation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Entries;
import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.Moments;
import io.github.djlmaxout.diagnostics.MomentsRecorder;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.initializer.LayerPlan;

/**
 * The signals behind the layers with weights, for the probe batch. With {@code x} the values behind
 * a layer, over samples, units and positions:
 *
 * <ul>
 *   <li>{@value #SECOND_MOMENT}: the mean of {@code x^2}; expected is what theory says of the first
 *       weights
 *   <li>{@value #GROWTH}: its ratio to that of the layer before in the order of the signal, or of
 *       the input; 1 is ideal. NaN behind an input of integers, whose moments tell nothing
 *   <li>{@value #MEAN}, {@value #DEVIATION}: of {@code x}
 *   <li>{@value #EFFECTIVE_RANK}: {@code exp(-sum_i q_i ln q_i)} of the matrix of samples by
 *       features, {@code q_i} its singular values over their sum: from 1, all samples alike up to a
 *       factor, to the number of samples
 *   <li>{@value #COSINE}: the mean cosine between the features of two different samples; 1 if the
 *       layer makes them all alike
 *   <li>{@value #ZEROS}: the share of values that are exactly 0
 *   <li>{@value #DEAD_UNITS}: how many units (channels on axis 1) are exactly 0 for all samples and
 *       positions
 *   <li>{@value #NON_FINITE}: how many values are NaN or infinite; the moments leave them out
 * </ul>
 *
 * <p>Special results: rank and cosine are NaN where a value is not finite, and the cosine where
 * there is but one sample, or none but zeros; samples of zeros are left out of it. The rank of a
 * zero matrix is NaN. A unit with a NaN is not dead.
 *
 * <p>Cost: the signals are copied to the JVM once; the Gram matrix of the samples, of 128 at most,
 * is taken on the device.
 *
 * <p>Source of the effective rank: O. Roy, M. Vetterli, <i>The effective rank</i>, EUSIPCO 2007.
 */
public final class Activations implements Quantity {

    /** The series of the second moment. */
    public static final String SECOND_MOMENT = "activation second moment";

    /** The series of the ratio of second moments. */
    public static final String GROWTH = "activation growth";

    /** The series of the mean. */
    public static final String MEAN = "activation mean";

    /** The series of the standard deviation. */
    public static final String DEVIATION = "activation deviation";

    /** The series of the effective rank. */
    public static final String EFFECTIVE_RANK = "activation effective rank";

    /** The series of the cosine between samples. */
    public static final String COSINE = "activation cosine";

    /** The series of the share of zeros. */
    public static final String ZEROS = "share of zero activations";

    /** The series of the number of dead units. */
    public static final String DEAD_UNITS = "dead units";

    /** The series of the number of values that are not finite. */
    public static final String NON_FINITE = "non-finite activations";

    /** Measures activations. */
    public Activations() {}

    /** Returns {@code activations}. */
    @Override
    public String name() {
        return "activations";
    }

    /** Returns {@link Cost#FORWARD}. */
    @Override
    public Cost cost() {
        return Cost.FORWARD;
    }

    /**
     * Measures all layers that the probe shows.
     *
     * @param step the step
     * @param observer takes what is observed
     */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        double expectedBefore = Double.NaN;
        double secondBefore = Double.NaN;
        NDArray before = null;
        for (LayerSignal signal : step.probe().signals()) {
            Place place = Place.layer(signal.layer());
            double expected =
                    step.expected(signal.layer()).map(LayerPlan::forward).orElse(Double.NaN);
            LivingUnits units = LivingUnits.of(signal.output().getShape());
            Moments moments = moments(signal.output(), units);
            double second = secondMoment(moments);
            boolean follows = signal.input() == before;
            double in = follows ? secondBefore : secondMoment(moments(signal.input()));
            double expectedIn = follows ? expectedBefore : in;
            observe(step, observer, SECOND_MOMENT, place, second, expected);
            observe(step, observer, GROWTH, place, second / in, expected / expectedIn);
            observe(step, observer, MEAN, place, moments.mean(), Double.NaN);
            observe(step, observer, DEVIATION, place, moments.deviation(), Double.NaN);
            observe(step, observer, ZEROS, place, moments.shareOfZeros(), Double.NaN);
            observe(step, observer, NON_FINITE, place, (double) moments.nonFinite(), Double.NaN);
            observe(step, observer, DEAD_UNITS, place, (double) units.dead(), Double.NaN);
            GramMatrix gram = GramMatrix.ofSamples(signal.output());
            observe(step, observer, EFFECTIVE_RANK, place, gram.effectiveRank(), Double.NaN);
            observe(step, observer, COSINE, place, gram.meanCosine(), Double.NaN);
            before = signal.output();
            secondBefore = second;
            expectedBefore = expected;
        }
    }

    private static void observe(
            TrainingStep step,
            Observer observer,
            String series,
            Place place,
            double value,
            double expected) {
        observer.accept(new ScalarObservation(step.number(), series, place, value, expected));
    }

    private static Moments moments(NDArray array) {
        MomentsRecorder recorder = new MomentsRecorder();
        Entries.read(array, recorder::accept);
        return recorder.snapshot();
    }

    private static Moments moments(NDArray array, LivingUnits units) {
        MomentsRecorder recorder = new MomentsRecorder();
        Entries.read(
                array,
                (values, length) -> {
                    recorder.accept(values, length);
                    units.accept(values, length);
                });
        return recorder.snapshot();
    }

    /** From the centred moments: their sum of squares is the larger part where it matters. */
    private static double secondMoment(Moments moments) {
        double deviation = moments.deviation();
        return moments.mean() * moments.mean() + deviation * deviation;
    }

    /** Takes the values of a layer in order, and tells how many units were 0 all the time. */
    private static final class LivingUnits {

        private final boolean[] alive;
        private final long rest;
        private int unit;
        private long position;

        private LivingUnits(int units, long rest) {
            alive = new boolean[units];
            this.rest = rest;
        }

        static LivingUnits of(Shape output) {
            return output.dimension() < 2
                    ? new LivingUnits(1, 1)
                    : new LivingUnits(Math.toIntExact(output.get(1)), output.slice(2).size());
        }

        void accept(double[] values, int length) {
            for (int i = 0; i < length; i++) {
                // NaN is not 0
                alive[unit] |= values[i] != 0;
                position++;
                if (position == rest) {
                    position = 0;
                    unit = unit + 1 == alive.length ? 0 : unit + 1;
                }
            }
        }

        int dead() {
            int dead = 0;
            for (boolean lives : alive) {
                dead += lives ? 0 : 1;
            }
            return dead;
        }
    }
}
