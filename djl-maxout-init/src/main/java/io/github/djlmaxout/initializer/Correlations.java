// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.internal.SignificantDigits;

import java.util.Map;

/**
 * The correlation between the positions of a pooling window, before the maximum, by layer:
 * measured, told or assumed.
 */
final class Correlations {

    /** For one that nobody told. */
    static final double UNTOLD = Double.NaN;

    private final double told;
    private final Map<String, Double> measured;

    private Correlations(double told, Map<String, Double> measured) {
        this.told = told;
        this.measured = measured;
    }

    /** One correlation for all layers, or {@link #UNTOLD}. */
    static Correlations told(double correlation) {
        return new Correlations(correlation, Map.of());
    }

    /** The same with what was measured of some layers, by name, which goes before what was told. */
    Correlations with(Map<String, Double> found) {
        return new Correlations(told, Map.copyOf(found));
    }

    /** The correlation for a layer: measured, or else told, or else assumed. */
    double of(Stage stage) {
        double correlation = measured.getOrDefault(stage.name(), told);
        return Double.isNaN(correlation) ? assumed(stage) : correlation;
    }

    /**
     * What is assumed if nothing is known: 0 for maxout layers, as in the code of Tseran and
     * Montufar, which counts each position as a piece of its own, and 1 for others: ReLU then has
     * He's variance, before a pool as elsewhere.
     */
    static double assumed(Stage stage) {
        return stage.pieces() > 1 ? 0 : 1;
    }

    /** The correlation and where it comes from, for people. */
    String describe(Stage stage) {
        String origin =
                measured.containsKey(stage.name())
                        ? "measured"
                        : Double.isNaN(told) ? "assumed" : "told";
        return "correlation " + SignificantDigits.of(of(stage), 3) + " " + origin;
    }
}
