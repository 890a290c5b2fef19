// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.optimizer.Optimizer;

import java.util.HashMap;
import java.util.Map;

/** Passes updates on and keeps what each weight was before and after. */
final class RecordingOptimizer extends Optimizer {

    private final Optimizer inner;
    private final Map<String, double[]> before = new HashMap<>();
    private final Map<String, double[]> after = new HashMap<>();

    RecordingOptimizer(Optimizer inner) {
        super(new NoSettings());
        this.inner = inner;
    }

    /** {@inheritDoc} */
    @Override
    public void update(String parameterId, NDArray weight, NDArray grad) {
        before.put(parameterId, values(weight));
        inner.update(parameterId, weight, grad);
        after.put(parameterId, values(weight));
    }

    /** The weight as the latest update found it. */
    double[] before(String parameterId) {
        return before.get(parameterId);
    }

    /** The weight as the latest update of the inner optimizer left it. */
    double[] after(String parameterId) {
        return after.get(parameterId);
    }

    static double[] values(NDArray array) {
        try (NDArray copy = array.toType(DataType.FLOAT64, true)) {
            return copy.toDoubleArray();
        }
    }

    private static final class NoSettings extends OptimizerBuilder<NoSettings> {

        @Override
        protected NoSettings self() {
            return this;
        }
    }
}
