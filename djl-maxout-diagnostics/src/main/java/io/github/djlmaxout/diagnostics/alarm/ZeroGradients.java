// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.Wording;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Layers that are not frozen and of which all gradients are exactly zero at {@value #IN_A_ROW}
 * measurements in a row.
 *
 * <p>A last layer with weights of zero, or a last scale of zero in a residual branch, makes
 * gradients before it zero at the first step only.
 *
 * <p>A network with several outputs may have a loss that leaves out one of them for long, as that
 * of a detector does with boxes of a size that no object has. There a layer is blamed only if
 * gradients do arrive behind it, in the same sequence of blocks.
 */
final class ZeroGradients implements AlarmRule {

    static final int IN_A_ROW = 5;

    private final Map<Place, Integer> inARow = new HashMap<>();

    @Override
    public String name() {
        return "zero gradients";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        List<ScalarObservation> layers = readings.layers(Series.GRADIENT_NORM);
        List<String> still = new ArrayList<>();
        for (ScalarObservation observed : layers) {
            boolean zero = observed.value() == 0;
            int times = inARow.merge(observed.place(), zero ? 1 : 0, (n, one) -> zero ? n + 1 : 0);
            if (zero && times >= IN_A_ROW) {
                still.add(observed.place().name());
            }
        }
        if (readings.run().outputs() > 1 && still.size() < layers.size()) {
            still.removeIf(layer -> !isBlocked(layer, layers));
        }
        if (still.isEmpty()) {
            return;
        }
        boolean all = still.size() == layers.size();
        alarms.accept(
                new Alarm(
                        readings.step(),
                        AlarmKind.STALLED,
                        all ? List.of(Place.NETWORK) : still.stream().map(Place::layer).toList(),
                        "All gradients of "
                                + (all ? "the network" : Wording.layers(still))
                                + " have been zero at the last "
                                + IN_A_ROW
                                + " measurements",
                        all
                                ? "The loss does not depend on the weights or is exactly zero, or"
                                        + " there is no backward pass"
                                : "Nothing that reaches the loss goes through the layer: its units"
                                        + " or those behind it are dead, its input is zero, or its"
                                        + " output is not used",
                        all
                                ? "Check that the loss is computed from the output of the network,"
                                        + " that backward(loss) is called, and the labels"
                                : "Look at the activations of the layer and of those behind it"));
    }

    /** Whether a layer behind it in a sequence of blocks has a gradient. */
    private static boolean isBlocked(String layer, List<ScalarObservation> layers) {
        String[] path = layer.split("/", -1);
        boolean behind = false;
        for (ScalarObservation other : layers) {
            String name = other.place().name();
            behind |= name.equals(layer);
            String[] its = name.split("/", -1);
            int common = 0;
            while (common < Math.min(path.length, its.length) - 1
                    && path[common].equals(its[common])) {
                common++;
            }
            if (behind
                    && other.value() != 0
                    && common > 0
                    && path[common - 1].endsWith("SequentialBlock")) {
                return true;
            }
        }
        return false;
    }
}
