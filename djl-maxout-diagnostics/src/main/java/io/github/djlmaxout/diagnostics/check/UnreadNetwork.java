// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.diagnostics.activation.Activations;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.probe.NetworkParameters;
import io.github.djlmaxout.diagnostics.probe.Statistics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The check of a network that cannot be followed block by block, or takes several inputs or token
 * ids: theory expects nothing of it, but the rules of a watched training can be asked.
 */
final class UnreadNetwork {

    private UnreadNetwork() {}

    /**
     * Checks it.
     *
     * @param reason why it cannot be followed
     * @throws IllegalArgumentException if it does not take the batch
     */
    static SignalCheck of(Block network, Labelled batch, String reason, int draws, long seed) {
        OneStepRules rules =
                OneStepRules.of(network, batch, Statistics.BATCH, layer -> Optional.empty());
        NDArray head = batch.data().head();
        if (!rules.seesSignals() && rules.loss().isEmpty() && !rules.unmeasurable()) {
            if (batch.data().size() == 1) {
                Requirements.type(head, network);
            }
            throw new IllegalArgumentException(
                    reason.isEmpty() ? rules.note() : reason + " " + rules.note());
        }
        List<LayerCheck> rows = new ArrayList<>();
        rows(network, rules).forEach((name, row) -> rows.add(row));
        List<Alarm> findings = rules.added(List.of());
        boolean all = rules.seesSignals() && rules.seesGradients();
        List<String> notes = new ArrayList<>(rules.troubles());
        if (!rules.seesSignals()) {
            notes.add("What comes out of layers was not seen. " + reason);
        }
        if (!rules.seesGradients() && batch.loss().isEmpty()) {
            notes.add("Gradients were not seen: give labels and loss");
        }
        return new SignalCheck(
                rows,
                findings,
                !findings.isEmpty()
                        ? Verdict.of(findings.get(0).kind())
                        : all ? Verdict.FINE : Verdict.UNKNOWN,
                Wording.sentences(notes.toArray(String[]::new)),
                head.getShape(),
                Double.NaN,
                draws,
                seed,
                rules.loss(),
                rules.guessing());
    }

    /** What was seen of all layers, by their names, in the order of the block tree. */
    static Map<String, LayerCheck> rows(Block network, OneStepRules rules) {
        Map<String, LayerCheck> rows = new LinkedHashMap<>();
        for (LayerInfo layer : NetworkParameters.of(network).layers()) {
            double moment = rules.at(Activations.SECOND_MOMENT, layer.name());
            double gradient = rules.at(GradientNorms.GRADIENT_NORM, layer.name());
            boolean seen = !Double.isNaN(moment) || !Double.isNaN(gradient);
            rows.put(
                    layer.name(),
                    new LayerCheck(
                            layer.name(),
                            layer.pieces(),
                            Double.NaN,
                            moment / rules.at(Activations.GROWTH, layer.name()),
                            moment,
                            Double.NaN,
                            Double.NaN,
                            Double.NaN,
                            Double.NaN,
                            rules.of(layer.name()).orElse(seen ? Verdict.FINE : Verdict.UNKNOWN),
                            ""));
        }
        return rows;
    }
}
