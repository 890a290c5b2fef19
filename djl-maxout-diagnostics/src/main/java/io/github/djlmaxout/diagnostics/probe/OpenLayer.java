// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;

import java.util.Optional;

/** A layer on the way of which it is not yet known where it ends. */
final class OpenLayer {

    private final Step step;
    private final NDArray input;
    private Optional<PreActivations> preActivations = Optional.empty();

    OpenLayer(Step step, NDArray input) {
        this.step = step;
        this.input = input;
    }

    static boolean beginsAt(Step step) {
        return step.operation() instanceof Weights
                || (step.operation() instanceof Unknown && !step.block().getParameters().isEmpty());
    }

    String name() {
        return step.name();
    }

    /** The first maximum behind a layer is that of its pieces. */
    void sawPieces(PreActivations seen) {
        preActivations = Optional.of(preActivations.orElse(seen));
    }

    LayerSignal end(NDArray output, double kept) {
        return new LayerSignal(
                step.name(), input, output, unitAxis(output.getShape()), kept, preActivations);
    }

    /** Dense and recurrent layers have their units on the last axis, convolutions on axis 1. */
    private int unitAxis(Shape output) {
        boolean last =
                step.operation() instanceof Weights weights
                        ? weights.kind() == Weights.Kind.DENSE
                        : output.dimension() <= 3;
        return last ? Math.max(output.dimension() - 1, 0) : Math.min(1, output.dimension() - 1);
    }
}
