package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gradients that become smaller or larger on their way from the last layer to the first.
 *
 * <p>Judged is each layer's {@code gradient norm ratio}, its norm over the last layer's: the median
 * of the last {@value #MEASUREMENTS} measurements. It must lie outside 1e-3..1e3, or be that far
 * from what was predicted. In ten healthy trainings it was 0.016 to 11, and 0.26 to 7.3 times what
 * was predicted. Ratios of zero are left to another rule.
 */
final class GradientFlow implements AlarmRule {

    static final double LIMIT = 1e3;
    static final int MEASUREMENTS = 5;

    private final Map<Place, History> ratios = new LinkedHashMap<>();

    @Override
    public String name() {
        return "gradient flow";
    }

    @Override
    public Set<String> series() {
        return Set.of("gradient norm ratio");
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        List<ScalarObservation> small = new ArrayList<>();
        List<ScalarObservation> large = new ArrayList<>();
        for (ScalarObservation observed : readings.layers("gradient norm ratio")) {
            if (!(observed.value() > 0)) {
                continue;
            }
            History history =
                    ratios.computeIfAbsent(observed.place(), place -> new History(MEASUREMENTS));
            history.add(observed.value());
            if (!history.isFull()) {
                continue;
            }
            double ratio = history.median();
            double expected = observed.expected();
            double relative = expected > 0 ? ratio / expected : ratio;
            if (Math.min(ratio, relative) < 1 / LIMIT) {
                small.add(observed);
            } else if (Math.max(ratio, relative) > LIMIT) {
                large.add(observed);
            }
        }
        if (!small.isEmpty()) {
            alarms.accept(alarm(readings, AlarmKind.VANISHING, small));
        }
        if (!large.isEmpty()) {
            alarms.accept(alarm(readings, AlarmKind.EXPLODING, large));
        }
    }

    private Alarm alarm(Readings readings, AlarmKind kind, List<ScalarObservation> layers) {
        ScalarObservation first = layers.get(0);
        double ratio = ratios.get(first.place()).median();
        double expected = first.expected();
        boolean predicted = expected > 0 && ratio < expected * LIMIT && ratio * LIMIT > expected;
        boolean vanishing = kind == AlarmKind.VANISHING;
        return new Alarm(
                readings.step(),
                kind,
                first.place(),
                "The gradient of "
                        + Words.layers(layers.stream().map(o -> o.place().name()).toList())
                        + " is "
                        + Words.of(ratio)
                        + " times that of the last layer"
                        + (expected > 0 ? ", where " + Words.of(expected) + " is predicted" : ""),
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
