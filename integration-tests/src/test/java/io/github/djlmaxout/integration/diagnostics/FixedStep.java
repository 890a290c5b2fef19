// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A step that was never trained: values and gradients are what a test says. */
public final class FixedStep implements TrainingStep {

    private final NDManager manager;
    private final long number;
    private final double loss;
    private final DataType type;
    private final List<WatchedParameter> parameters = new ArrayList<>();
    private final Map<String, NDArray> values = new HashMap<>();
    private final Map<String, NDArray> gradients = new HashMap<>();
    private final Map<String, LayerPlan> plans = new HashMap<>();

    public FixedStep(NDManager manager, long number, double loss, DataType type) {
        this.manager = manager;
        this.number = number;
        this.loss = loss;
        this.type = type;
    }

    /** Adds a parameter of one axis, named by its type. */
    public FixedStep add(String layer, Parameter.Type kind, double[] value, double[] gradient) {
        return add(layer, kind, new Shape(value.length), value, gradient);
    }

    /** Adds a parameter, named by its type. */
    public FixedStep add(
            String layer, Parameter.Type kind, Shape shape, double[] value, double[] gradient) {
        WatchedParameter parameter = watched(layer, kind, shape, true);
        gradients.put(parameter.name(), create(gradient, shape));
        return addValue(parameter, value);
    }

    /** Adds a parameter that gets no gradient. */
    public FixedStep addFrozen(String layer, Parameter.Type kind, double... value) {
        return addValue(watched(layer, kind, new Shape(value.length), false), value);
    }

    /** Says what a plan expects of a layer. */
    public FixedStep expect(LayerPlan plan) {
        plans.put(plan.name(), plan);
        return this;
    }

    private FixedStep addValue(WatchedParameter parameter, double[] value) {
        parameters.add(parameter);
        values.put(parameter.name(), create(value, parameter.shape()));
        return this;
    }

    private static WatchedParameter watched(
            String layer, Parameter.Type kind, Shape shape, boolean trained) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        Parameter parameter =
                Parameter.builder()
                        .setName(name)
                        .setType(kind)
                        .optShape(shape)
                        .optRequiresGrad(trained)
                        .build();
        return new WatchedParameter(layer, layer + "/" + name, parameter, shape);
    }

    private NDArray create(double[] entries, Shape shape) {
        if (type == DataType.FLOAT64) {
            return manager.create(entries, shape);
        }
        float[] floats = new float[entries.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) entries[i];
        }
        return manager.create(floats, shape);
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public OptionalDouble loss() {
        return OptionalDouble.of(loss);
    }

    @Override
    public List<WatchedParameter> parameters() {
        return parameters;
    }

    @Override
    public NDArray gradient(WatchedParameter parameter) {
        NDArray gradient = gradients.get(parameter.name());
        if (gradient == null) {
            throw new IllegalArgumentException(parameter.name() + " is not trained.");
        }
        return gradient;
    }

    @Override
    public NDArray value(WatchedParameter parameter) {
        return values.get(parameter.name());
    }

    @Override
    public Probe probe() {
        throw new UnsupportedOperationException("There is no network to probe.");
    }

    @Override
    public Optional<LayerPlan> expected(String layer) {
        return Optional.ofNullable(plans.get(layer));
    }
}
