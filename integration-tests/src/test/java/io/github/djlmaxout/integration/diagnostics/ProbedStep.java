// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A step of which only the probe and the plans of layers are known. */
public record ProbedStep(long number, Probe probe, Map<String, LayerPlan> plans)
        implements TrainingStep {

    /** A step of which nothing is expected. */
    public ProbedStep(long number, Probe probe) {
        this(number, probe, Map.of());
    }

    @Override
    public OptionalDouble loss() {
        throw new AssertionError("no loss is needed");
    }

    @Override
    public List<WatchedParameter> parameters() {
        throw new AssertionError("no parameters are needed");
    }

    @Override
    public NDArray gradient(WatchedParameter parameter) {
        throw new AssertionError("no gradient is needed");
    }

    @Override
    public NDArray value(WatchedParameter parameter) {
        throw new AssertionError("no value is needed");
    }

    @Override
    public Optional<LayerPlan> expected(String layer) {
        return Optional.ofNullable(plans.get(layer));
    }
}
