// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;

import java.util.OptionalDouble;

/**
 * The loss of a network that gives all classes the same chance: {@code ln C} for softmax
 * cross-entropy of {@code C} classes, times the weight of the loss.
 *
 * <p>DJL's loss does not tell its settings, so it is evaluated on one made-up sample of logits 0.
 */
public final class GuessingLoss {

    private GuessingLoss() {}

    /**
     * Finds it.
     *
     * @param loss any loss
     * @param labels the labels of a batch, the samples along the first axis; they stay as they are
     * @param outputs what came out of the network for it, of which only the shape is read
     * @return the loss of guessing; empty unless the loss is a {@link SoftmaxCrossEntropyLoss} of
     *     logits and the labels are the numbers of classes
     */
    public static OptionalDouble of(Loss loss, NDList labels, NDList outputs) {
        if (loss.getClass() != SoftmaxCrossEntropyLoss.class
                || labels.size() != 1
                || outputs.size() != 1
                || !isSparse(labels.head().getShape(), outputs.head().getShape())) {
            return OptionalDouble.empty();
        }
        try (NDManager scratch = outputs.head().getManager().getEngine().newBaseManager()) {
            Shape shape = new Shape(1).addAll(outputs.head().getShape().slice(1));
            NDArray logits = scratch.zeros(shape, DataType.FLOAT32, outputs.head().getDevice());
            NDList label = SampleCut.of(labels, 0, 1, scratch);
            NDArray value = loss.evaluate(label, new NDList(logits));
            double guessed = value.toType(DataType.FLOAT64, true).sum().toDoubleArray()[0];
            return guessed > 0 && Double.isFinite(guessed)
                    ? OptionalDouble.of(guessed)
                    : OptionalDouble.empty();
        } catch (RuntimeException e) {
            // Labels that are no numbers of classes: the loss itself tells its user.
            return OptionalDouble.empty();
        }
    }

    /** Numbers of classes are fewer than outputs by the number of classes. */
    private static boolean isSparse(Shape label, Shape output) {
        return output.dimension() > 1
                && label.dimension() > 0
                && label.get(0) == output.get(0)
                && label.size() > 0
                && output.size() >= 2 * label.size();
    }
}
