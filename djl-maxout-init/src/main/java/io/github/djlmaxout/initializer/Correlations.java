package io.github.djlmaxout.initializer;

import java.util.Map;

/**
 * The correlation between the positions of a pooling window, before the maximum, by layer: measured
 * or assumed.
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

    static Correlations measured(Map<String, Double> measured) {
        return new Correlations(UNTOLD, Map.copyOf(measured));
    }

    /**
     * The correlation for a layer. Untold, it is 0 for maxout layers, as in the code of Tseran and
     * Montufar, which counts each position as a piece of its own, and 1 for others: ReLU then has
     * He's variance, before a pool as elsewhere.
     */
    double of(Stage stage) {
        double correlation = measured.getOrDefault(stage.name(), told);
        if (Double.isNaN(correlation)) {
            return stage.pieces() > 1 ? 0 : 1;
        }
        return correlation;
    }
}
