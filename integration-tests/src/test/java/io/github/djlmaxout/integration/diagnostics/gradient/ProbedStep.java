package io.github.djlmaxout.integration.diagnostics.gradient;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.List;
import java.util.Optional;

/** A step of which there is nothing but the probe. */
public record ProbedStep(long number, Probe probe) implements TrainingStep {

    @Override
    public double loss() {
        return Double.NaN;
    }

    @Override
    public List<WatchedParameter> parameters() {
        throw new UnsupportedOperationException();
    }

    @Override
    public NDArray gradient(WatchedParameter parameter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public NDArray value(WatchedParameter parameter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<LayerPlan> expected(String layer) {
        return Optional.empty();
    }
}
