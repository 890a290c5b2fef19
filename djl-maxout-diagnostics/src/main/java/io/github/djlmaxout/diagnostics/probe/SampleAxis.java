// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.network.Reordering;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;

import java.util.Arrays;
import java.util.Optional;

/**
 * Whether the first axis of a signal on its way is still that of the samples. A block that is not
 * known and has no parameters, such as a function that transposes, may have put another axis of the
 * same size in front.
 */
final class SampleAxis {

    private final long samples;
    private boolean moved;
    private Optional<Shape> before = Optional.empty();

    SampleAxis(long samples) {
        this.samples = samples;
    }

    /** Takes down what goes into a block. */
    void into(Step step, NDArray input) {
        meet(input);
        boolean orders =
                step.operation() instanceof Unknown || step.operation() instanceof Reordering;
        before = orders ? Optional.of(input.getShape()) : Optional.empty();
    }

    /** Whether the first axis of what goes into a layer is known to be that of the samples. */
    boolean isFirst(NDArray input) {
        meet(input);
        return !moved && input.getShape().get(0) == samples;
    }

    private void meet(NDArray input) {
        Shape now = input.getShape();
        moved |=
                before.filter(then -> then.dimension() == now.dimension())
                        .filter(then -> isTwice(then, samples) && isTwice(now, samples))
                        .isPresent();
        before = Optional.empty();
    }

    private static boolean isTwice(Shape shape, long size) {
        return Arrays.stream(shape.getShape()).filter(axis -> axis == size).count() > 1;
    }

    /**
     * Requires an output of one row for each sample.
     *
     * @throws NotMeasurableException if it has other rows
     */
    static void requireRows(NDArray output, long samples) {
        Shape shape = output.getShape();
        if (shape.dimension() == 0 || shape.get(0) != samples) {
            throw new NotMeasurableException(
                    "The output has the shape "
                            + shape
                            + " for "
                            + samples
                            + " samples, but they are differentiated along the first axis of it.");
        }
    }
}
