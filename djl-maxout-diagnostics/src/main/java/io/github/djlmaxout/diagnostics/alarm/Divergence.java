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
 * <p>Each value is compared with the largest of the {@value #MEMORY} before the excursion began.
 * The alarm comes when the loss is more than {@value #LOSS} times that at {@value #IN_A_ROW}
 * measurements in a row, or the gradient norm more than {@value #GRADIENT} times; or at once when
 * either is more than {@value #AT_ONCE} times. A single hard batch late in training multiplies the
 * loss, but not several in a row beyond all that came before.
 */
final class Divergence implements AlarmRule {

    static final int MEMORY = 50;
    static final int IN_A_ROW = 3;
    static final double LOSS = 3;
    static final double GRADIENT = 20;
    static final double AT_ONCE = 100;

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
        private final History history = new History(MEMORY);
        private int beyond;

        Excursion(double limit) {
            this.limit = limit;
        }

        double before() {
            return history.max();
        }

        boolean isFar(double value) {
            double usual = history.max();
            if (usual > 0 && value > limit * usual && Double.isFinite(value)) {
                beyond++;
                return beyond >= IN_A_ROW || value > AT_ONCE * usual;
            }
            beyond = 0;
            history.add(value);
            return false;
        }
    }
}
