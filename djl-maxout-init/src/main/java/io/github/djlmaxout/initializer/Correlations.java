package io.github.djlmaxout.initializer;

import java.util.Map;

/**
 * The correlation between the positions of a pooling window, before the maximum, by layer: measured
 * or assumed.
 */
final class Correlations {

    private final double assumed;
    private final Map<String, Double> measured;

    private Correlations(double assumed, Map<String, Double> measured) {
        this.assumed = assumed;
        this.measured = measured;
    }

    static Correlations assumed(double correlation) {
        return new Correlations(correlation, Map.of());
    }

    static Correlations measured(Map<String, Double> measured) {
        return new Correlations(0, Map.copyOf(measured));
    }

    double of(Stage stage) {
        return measured.getOrDefault(stage.name(), assumed);
    }
}
