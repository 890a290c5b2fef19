// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.gradient;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;

/**
 * The derivatives of the losses of single samples with respect to what a network gives for them.
 */
final class OutputGradients {

    private OutputGradients() {}

    /**
     * Differentiates {@code N} times a loss: the sum of the samples' own losses, if the loss is
     * their mean.
     *
     * @param loss the loss
     * @param labels the labels of {@code N} samples; they stay as they are
     * @param outputs the outputs, the samples along the first axis; they stay as they are
     * @param manager where the result goes
     * @return the derivatives, float64 and of the shape of the outputs
     * @throws IllegalStateException if the loss cannot be differentiated, or a gradient collector
     *     is open
     */
    static NDArray of(Loss loss, NDList labels, NDArray outputs, NDManager manager) {
        Engine engine = manager.getEngine();
        Shape shape = outputs.getShape();
        // What the loss makes hangs on the managers of its arguments: these close it.
        try (NDManager scratch = engine.newBaseManager(outputs.getDevice())) {
            NDList answers = new NDList();
            for (NDArray label : labels) {
                answers.add(copied(label, scratch));
            }
            NDArray leaf = copied(outputs, scratch);
            leaf.setRequiresGradient(true);
            try (GradientCollector collector = engine.newGradientCollector()) {
                collector.backward(loss.evaluate(answers, new NDList(leaf)));
            } catch (UnsupportedOperationException | IllegalArgumentException e) {
                throw new IllegalStateException(
                        "The loss "
                                + loss.getName()
                                + " cannot be differentiated by outputs of the shape "
                                + shape
                                + ": "
                                + e.getMessage(),
                        e);
            }
            double[] values = leaf.getGradient().toType(DataType.FLOAT64, true).toDoubleArray();
            for (int i = 0; i < values.length; i++) {
                values[i] *= (double) shape.get(0);
            }
            return manager.create(values, shape);
        }
    }

    private static NDArray copied(NDArray array, NDManager manager) {
        NDArray copy = array.toDevice(manager.getDevice(), true);
        copy.attach(manager);
        return copy;
    }
}
