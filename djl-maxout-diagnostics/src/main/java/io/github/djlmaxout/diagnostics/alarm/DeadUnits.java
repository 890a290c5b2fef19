package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Wording;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Layers of which nearly all outputs are zero, such as ReLU units that no input makes active.
 *
 * <p>The share of zero activations must be at least {@link Limits#ZEROS}. In a healthy ReLU layer
 * it is about a half, in ten healthy trainings up to 0.73. Single units are not judged: deep layers
 * see all inputs nearly alike, and there a unit is zero for all of a probe batch with a chance of
 * one half.
 */
final class DeadUnits implements AlarmRule {

    static final double DEAD = Limits.ZEROS;

    @Override
    public String name() {
        return "dead units";
    }

    @Override
    public Set<String> series() {
        return Set.of("share of zero activations");
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        List<String> dead = new ArrayList<>();
        double share = 0;
        for (ScalarObservation observed : readings.layers("share of zero activations")) {
            if (observed.value() >= DEAD) {
                share = dead.isEmpty() ? observed.value() : share;
                dead.add(observed.place().name());
            }
        }
        if (dead.isEmpty()) {
            return;
        }
        boolean first =
                readings.layers("share of zero activations")
                        .get(0)
                        .place()
                        .name()
                        .equals(dead.get(0));
        boolean weightless =
                readings.latest("weight norm", Place.parameter(dead.get(0) + "/weight"))
                        .filter(norm -> norm.value() == 0)
                        .isPresent();
        alarms.accept(
                new Alarm(
                        readings.step(),
                        AlarmKind.DEAD,
                        dead.stream().map(Place::layer).toList(),
                        Wording.percent(share)
                                + " of what comes out of "
                                + Wording.layers(dead)
                                + " is zero",
                        weightless
                                ? "All weights of " + dead.get(0) + " are zero"
                                : first
                                        ? "The inputs are all zero, or a large update made biases so"
                                                + " negative that no input makes a unit active"
                                        : "A large update made biases so negative that no input makes a unit"
                                                + " active",
                        weightless
                                ? "Draw the weights at random, with InitializationPlan"
                                : "Check the inputs, lower the learning rate, or use maxout or leaky"
                                        + " units"));
    }
}
