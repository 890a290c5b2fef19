// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Pieces of maxout units that no input makes active.
 *
 * <p>That a piece is never the largest on a probe batch says little: with {@code n} inputs that
 * have nothing in common it happens by chance with probability {@code (1 - 1/K)^n}, and deep layers
 * see all inputs nearly alike, so that most pieces but one never win there. Two things do not come
 * by chance:
 *
 * <ul>
 *   <li>A piece that never comes near. The {@code largest piece lag} is a piece's smallest distance
 *       to the winner over all samples, over the median distance of pieces that lose; it must be
 *       more than {@link Limits#LAG}.
 *   <li>One piece of all units that never wins. Piece {@code k} of one unit has nothing to do with
 *       piece {@code k} of another, so even if all inputs were alike its chance were {@code (1 -
 *       1/K)^units}; it must be below {@value #CHANCE}.
 * </ul>
 */
final class DeadPieces implements AlarmRule {

    static final double LAG = Limits.LAG;
    static final double CHANCE = 1e-6;

    @Override
    public String name() {
        return "dead pieces";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        List<String> dead = new ArrayList<>();
        String evidence = "";
        for (LayerInfo layer : readings.run().layers()) {
            if (layer.pieces() > 1) {
                String found = found(readings, layer);
                if (!found.isEmpty()) {
                    evidence = dead.isEmpty() ? found : evidence;
                    dead.add(layer.name());
                }
            }
        }
        if (dead.isEmpty()) {
            return;
        }
        alarms.accept(
                new Alarm(
                        readings.step(),
                        AlarmKind.DEAD,
                        dead.stream().map(Place::layer).toList(),
                        dead.size() == 1
                                ? evidence
                                : evidence
                                        + "; so it is in "
                                        + (dead.size() - 1)
                                        + (dead.size() == 2 ? " other layer" : " other layers"),
                        "It has a bias or weights far below those of the other pieces of its unit, so"
                                + " that it gets no gradient and stays so",
                        "Give the layer's pieces equal biases and weights of one variance, as"
                                + " InitializationPlan does; if it came in training, lower the"
                                + " learning rate"));
    }

    private static String found(Readings readings, LayerInfo layer) {
        Place place = Place.layer(layer.name());
        double lag =
                readings.at(Series.PIECE_LAG, place)
                        .map(ScalarObservation::value)
                        .orElse(Double.NaN);
        if (lag > LAG) {
            return "A piece of "
                    + layer.name()
                    + " is never nearer to the largest piece of its unit than "
                    + Wording.number(lag)
                    + " times the usual distance";
        }
        double units = readings.plan(layer.name()).map(LayerPlan::units).orElse(0L).doubleValue();
        if (Math.pow(1 - 1.0 / layer.pieces(), units) > CHANCE) {
            return "";
        }
        for (int piece = 0; piece < layer.pieces(); piece++) {
            boolean unused =
                    readings.at(Series.PIECE_USE.label(piece), place)
                            .filter(use -> use.value() == 0)
                            .isPresent();
            if (unused) {
                return "Piece " + piece + " of all units of " + layer.name() + " is never active";
            }
        }
        return "";
    }
}
