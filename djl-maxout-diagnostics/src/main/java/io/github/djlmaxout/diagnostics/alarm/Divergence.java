package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;

import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A loss or gradient norm that grows from step to step far beyond all that it was before.
 *
 * <p>The alarm comes when the loss is more than {@value #LOSS} times the largest of the last
 * {@value #MEMORY} measurements at {@value #IN_A_ROW} measurements in a row, or the gradient norm
 * more than {@value #GRADIENT} times; or when either is more than {@value #FAR} times all that it
 * ever was, twice in a row. A hard batch late in training may multiply the loss by a thousand, but
 * that five in a row are above fifty others has a chance of {@code 1 / C(55, 5)}, 3e-7, if they are
 * all alike. In ten healthy trainings the loss was never more than 1.6 times what it was before,
 * and the gradient norm never more than 1.4 times. Where the gradient is not finite another rule
 * speaks.
 */
final class Divergence implements AlarmRule {

    static final int MEMORY = 50;
    static final int IN_A_ROW = 5;
    static final double LOSS = 3;
    static final double GRADIENT = 20;
    static final double FAR = 100;
    static final int TWICE = 2;

    private final Excursion loss = new Excursion(LOSS);
    private final Excursion gradient = new Excursion(GRADIENT);

    @Override
    public String name() {
        return "divergence";
    }

    @Override
    public Set<String> series() {
        return Set.of("loss", "gradient norm");
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        OptionalDouble newLoss = readings.network("loss");
        OptionalDouble newGradient = readings.network("gradient norm");
        if (newGradient.isPresent() && !Double.isFinite(newGradient.getAsDouble())) {
            return;
        }
        boolean lossFar = newLoss.isPresent() && loss.isFar(Math.abs(newLoss.getAsDouble()));
        boolean gradientFar = newGradient.isPresent() && gradient.isFar(newGradient.getAsDouble());
        if (lossFar) {
            alarms.accept(alarm(readings, "loss", newLoss.getAsDouble(), loss.before()));
        } else if (gradientFar) {
            alarms.accept(
                    alarm(readings, "gradient norm", newGradient.getAsDouble(), gradient.before()));
        }
    }

    private static Alarm alarm(Readings readings, String what, double value, double before) {
        return new Alarm(
                readings.step(),
                AlarmKind.EXPLODING,
                Place.NETWORK,
                "The " + what + " is " + Words.of(value) + ", after at most " + Words.of(before),
                "The learning rate is too high for these weights, or the data has changed",
                "Lower the learning rate, warm it up, or clip gradients");
    }

    /** One series, and since when it is beyond what it was. */
    private static final class Excursion {

        private final double limit;
        private final History recent = new History(MEMORY);
        private double largest;
        private int beyond;
        private int farBeyond;

        Excursion(double limit) {
            this.limit = limit;
        }

        double before() {
            return recent.max();
        }

        boolean isFar(double value) {
            if (!Double.isFinite(value)) {
                return false;
            }
            double usual = recent.max();
            if (!(usual > 0 && value > limit * usual)) {
                beyond = 0;
                farBeyond = 0;
                recent.add(value);
                largest = Math.max(largest, value);
                return false;
            }
            beyond++;
            farBeyond = value > FAR * largest ? farBeyond + 1 : 0;
            return beyond >= IN_A_ROW || farBeyond >= TWICE;
        }
    }
}
