// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import java.util.HashMap;
import java.util.Map;

/** Chooses for a layer with a batch at hand. */
interface Corrector {

    /** Measures a layer with the weights it would get, and corrects them if that is wanted. */
    Measurement measure(LayerOnBatch layer);

    /** Chooses by another one, but for a block used again what it got at its first use. */
    static Corrector sharing(Corrector corrector, SharedWeights shared) {
        Map<String, Choice> chosen = new HashMap<>();
        return layer -> {
            Stage stage = layer.stage();
            Measurement measurement;
            Choice choice = shared.owner(stage).map(chosen::get).orElse(null);
            if (choice != null) {
                double moment = BatchValues.secondMoment(layer.activations(choice));
                measurement = new Measurement(choice, moment, layer.correlation(choice), 1, true);
            } else {
                measurement = corrector.measure(layer);
            }
            chosen.put(stage.name(), measurement.choice());
            return measurement;
        };
    }

    /** Chooses as a scheme does, with what was measured of the input, and corrects nothing. */
    static Corrector none(Scheme scheme) {
        return layer -> {
            double keep = layer.keep();
            Signal in = new Signal(layer.inputMoment(), Double.NaN, false, keep);
            Choice first = scheme.choose(layer.stage(), in, 0);
            if (first.leavesAlone()) {
                return new Measurement(first, Double.NaN, 0, 0, true);
            }
            double correlation = layer.correlation(first);
            Choice choice = scheme.choose(layer.stage(), in, correlation);
            double moment = BatchValues.secondMoment(layer.activations(choice));
            return new Measurement(choice, moment, correlation, 1, true);
        };
    }
}
