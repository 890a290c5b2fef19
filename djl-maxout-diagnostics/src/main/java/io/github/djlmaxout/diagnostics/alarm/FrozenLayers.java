// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Wording;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Layers that are frozen behind one that is trained.
 *
 * <p>Who trains only the last layers of a network freezes all before them on purpose, so frozen
 * layers at the beginning of the block tree say nothing. One behind a trained layer may be a
 * mistake. It is said once, at the first look.
 */
final class FrozenLayers implements AlarmRule {

    private boolean looked;

    @Override
    public String name() {
        return "frozen layers";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        if (looked) {
            return;
        }
        looked = true;
        List<String> frozen = new ArrayList<>();
        boolean trained = false;
        for (LayerInfo layer : readings.run().layers()) {
            // A normalization without scale and shift has nothing that could be trained.
            if (layer.frozen() && trained && !layer.kind().endsWith("Norm")) {
                frozen.add(layer.name());
            }
            trained |= !layer.frozen();
        }
        if (frozen.isEmpty()) {
            return;
        }
        boolean one = frozen.size() == 1;
        alarms.accept(
                new Alarm(
                        readings.step(),
                        AlarmKind.STALLED,
                        frozen.stream().map(Place::layer).toList(),
                        "All parameters of "
                                + Wording.layers(frozen)
                                + " are frozen, while layers before are trained",
                        "Somebody called freezeParameters(true) on "
                                + (one ? "it" : "them")
                                + " or on a block around "
                                + (one ? "it" : "them"),
                        "Nothing if that is meant; otherwise call freezeParameters(false) before"
                                + " the trainer is made"));
    }
}
