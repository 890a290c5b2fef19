package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Layers that are not frozen and of which all gradients are exactly zero at {@value #IN_A_ROW}
 * measurements in a row.
 *
 * <p>A last layer with weights of zero, or a last scale of zero in a residual branch, makes
 * gradients before it zero at the first step only.
 */
final class ZeroGradients implements AlarmRule {

    static final int IN_A_ROW = 5;

    private final Map<Place, Integer> inARow = new HashMap<>();

    @Override
    public String name() {
        return "zero gradients";
    }

    @Override
    public Set<String> series() {
        return Set.of("gradient norm");
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        List<ScalarObservation> layers = readings.layers("gradient norm");
        List<String> still = new ArrayList<>();
        for (ScalarObservation observed : layers) {
            boolean zero = observed.value() == 0;
            int times = inARow.merge(observed.place(), zero ? 1 : 0, (n, one) -> zero ? n + 1 : 0);
            if (zero && times >= IN_A_ROW) {
                still.add(observed.place().name());
            }
        }
        if (still.isEmpty()) {
            return;
        }
        boolean all = still.size() == layers.size();
        alarms.accept(
                new Alarm(
                        readings.step(),
                        AlarmKind.STALLED,
                        all ? Place.NETWORK : Place.layer(still.get(0)),
                        "All gradients of "
                                + (all ? "the network" : Words.layers(still))
                                + " have been zero at the last "
                                + IN_A_ROW
                                + " measurements",
                        all
                                ? "The loss does not depend on the weights, or is exactly zero"
                                : "Nothing that reaches the loss goes through the layer: its units"
                                        + " or those behind it are dead, its input is zero, or its"
                                        + " output is not used",
                        all
                                ? "Check that the loss is computed from the output of the network,"
                                        + " and the labels"
                                : "Look at the activations of the layer and of those behind it"));
    }
}
