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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gradients that become smaller or larger on their way from the last layer to the first.
 *
 * <p>Judged is each layer's {@code gradient norm ratio}, its norm over the last layer's: the median
 * of the last measurements. Where it is predicted, it must lie outside 1e-3..1e3, or be that far
 * from what was predicted. Where it is not, as in networks that cannot be read, a single layer says
 * nothing: the keys of an attention that is still the same everywhere have next to no gradient, and
 * an embedding may have the sum of many. What vanishes on its way back is missing in all layers
 * before too, so all before it, in the order of the block tree, must be as far, and there must be
 * two at least. In ten healthy trainings the ratio was 0.016 to 11, and 0.26 to 7.3 times what was
 * predicted. Ratios of zero are left to another rule.
 */
final class GradientFlow implements AlarmRule {

    static final double LIMIT = Limits.GRADIENTS;
    static final int MEASUREMENTS = 5;

    /** Healthy trainings had 0.26 to 7.3 times what was predicted. */
    private static final double NEAR = 10;

    private final int measurements;
    private final Map<Place, History> ratios = new LinkedHashMap<>();

    /** Judges by the median of so many measurements. */
    GradientFlow(int measurements) {
        this.measurements = measurements;
    }

    @Override
    public String name() {
        return "gradient flow";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        List<ScalarObservation> small = new ArrayList<>();
        List<ScalarObservation> large = new ArrayList<>();
        double most = 0;
        double least = Double.POSITIVE_INFINITY;
        for (ScalarObservation observed : readings.layers(Series.GRADIENT_NORM_RATIO)) {
            if (!(observed.value() > 0)) {
                continue;
            }
            History history =
                    ratios.computeIfAbsent(observed.place(), place -> new History(measurements));
            history.add(observed.value());
            if (!history.isFull()) {
                continue;
            }
            double ratio = history.median();
            double expected = observed.expected();
            most = Math.max(most, ratio);
            least = Math.min(least, ratio);
            boolean known = expected > 0;
            double smallest = known ? Math.min(ratio, ratio / expected) : most;
            double largest = known ? Math.max(ratio, ratio / expected) : least;
            if (smallest < 1 / LIMIT) {
                small.add(observed);
            } else if (largest > LIMIT) {
                large.add(observed);
            }
        }
        if (isFlow(small)) {
            alarms.accept(alarm(readings, AlarmKind.VANISHING, small));
        }
        if (isFlow(large)) {
            alarms.accept(alarm(readings, AlarmKind.EXPLODING, large));
        }
    }

    /** One layer of which nothing is predicted is no flow. */
    private static boolean isFlow(List<ScalarObservation> layers) {
        return layers.size() > 1 || layers.stream().anyMatch(layer -> layer.expected() > 0);
    }

    private Alarm alarm(Readings readings, AlarmKind kind, List<ScalarObservation> layers) {
        ScalarObservation first = layers.get(0);
        double ratio = ratios.get(first.place()).median();
        double expected = first.expected();
        boolean predicted = expected > 0 && ratio < expected * NEAR && ratio * NEAR > expected;
        boolean vanishing = kind.equals(AlarmKind.VANISHING);
        return new Alarm(
                readings.step(),
                kind,
                layers.stream().map(ScalarObservation::place).toList(),
                "The gradient of "
                        + Wording.layers(layers.stream().map(o -> o.place().name()).toList())
                        + " is "
                        + Wording.number(ratio)
                        + " times that of the last layer that has one"
                        + (expected > 0
                                ? ", where " + Wording.number(expected) + " is predicted"
                                : ""),
                predicted
                        ? "The first weights and the activation functions make it so"
                        : vanishing
                                ? "Activation functions are saturated, or the layers between have"
                                        + " weights that are too small"
                                : "The layers between have weights that are too large",
                vanishing
                        ? "Use InitializationPlan, other activation functions, shortcuts around"
                                + " layers or normalization"
                        : "Use InitializationPlan, clip gradients or normalize");
    }
}
