// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.weight;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.diagnostics.internal.EuclideanNorm;
import io.github.djlmaxout.diagnostics.internal.Norms;

import java.util.ArrayList;
import java.util.List;

/**
 * Copies of the values of all parameters but running statistics, on their devices. They belong to
 * no manager, as a step's own may end before they are compared with later ones.
 */
final class WeightCopies implements AutoCloseable {

    private final long step;
    private final List<WatchedParameter> parameters = new ArrayList<>();
    private final List<NDArray> copies = new ArrayList<>();

    private WeightCopies(long step) {
        this.step = step;
    }

    /** Copies the values of a step. */
    static WeightCopies of(TrainingStep step) {
        WeightCopies all = new WeightCopies(step.number());
        try {
            for (WatchedParameter parameter : step.parameters()) {
                if (!parameter.isStatistic()) {
                    NDArray copy = step.value(parameter).duplicate();
                    copy.detach();
                    all.parameters.add(parameter);
                    all.copies.add(copy);
                }
            }
        } catch (RuntimeException | Error e) {
            all.close();
            throw e;
        }
        return all;
    }

    /** The number of the step at which the copies were made. */
    long step() {
        return step;
    }

    boolean isEmpty() {
        return copies.isEmpty();
    }

    /** The norms of the copies. */
    Norms norms() {
        return Norms.of(parameters, EuclideanNorm.of(copies));
    }

    /** The norms of how far the values of a later step are away from the copies. */
    Norms distances(TrainingStep later) {
        double[] norms = new double[copies.size()];
        for (int i = 0; i < norms.length; i++) {
            try (NDArray moved = later.value(parameters.get(i)).sub(copies.get(i))) {
                norms[i] = EuclideanNorm.of(moved);
            }
        }
        return Norms.of(parameters, norms);
    }

    @Override
    public void close() {
        copies.forEach(NDArray::close);
        copies.clear();
        parameters.clear();
    }
}
