package io.github.djlmaxout.integration.diagnostics.probe;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A step of which the probe alone is known. */
public record ProbeStep(long number, Probe probe, Map<String, LayerPlan> plan)
        implements TrainingStep {

    public ProbeStep(Probe probe) {
        this(0, probe, Map.of());
    }

    /** Signals made by hand. */
    public static ProbeStep of(LayerSignal... signals) {
        return new ProbeStep(() -> List.of(signals));
    }

    /** What a quantity observes, by {@code series @ layer}. */
    public Map<String, ScalarObservation> observe(Quantity quantity) {
        Map<String, ScalarObservation> observations = new LinkedHashMap<>();
        quantity.measure(
                this,
                observation -> {
                    ScalarObservation scalar = (ScalarObservation) observation;
                    String key = scalar.series() + " @ " + scalar.place().name();
                    if (observations.put(key, scalar) != null) {
                        throw new IllegalStateException("observed twice: " + key);
                    }
                });
        return observations;
    }

    @Override
    public double loss() {
        return Double.NaN;
    }

    @Override
    public List<WatchedParameter> parameters() {
        return List.of();
    }

    @Override
    public NDArray gradient(WatchedParameter parameter) {
        throw new IllegalArgumentException("A probe has no gradients.");
    }

    @Override
    public NDArray value(WatchedParameter parameter) {
        throw new IllegalArgumentException("A probe has no values.");
    }

    @Override
    public Optional<LayerPlan> expected(String layer) {
        return Optional.ofNullable(plan.get(layer));
    }
}
