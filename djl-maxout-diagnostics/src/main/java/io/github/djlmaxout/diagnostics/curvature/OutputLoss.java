// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.L2Loss;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import java.util.Arrays;

/**
 * How a loss bends over the outputs of a network, in closed form.
 *
 * <p>For a loss that is the mean over {@code S} samples of {@code l_s(f_s)}, the {@code O x O}
 * matrix {@code H_s} of the second derivatives of {@code l_s} is
 *
 * <ul>
 *   <li>{@code a (diag(p) - p p')} with {@code p} the softmax of the outputs, for {@link
 *       SoftmaxCrossEntropyLoss} of logits, {@code a} its weight times the sum of the label;
 *   <li>{@code a I} for {@link L2Loss}, which is the mean over outputs too: {@code a} is twice its
 *       weight over {@code O}, so {@code 1 / O} for the weight of one half that it has unless told
 *       otherwise.
 * </ul>
 *
 * <p>{@code H_s = R_s R_s'} with {@code R_s = sqrt(a) (diag(q) - p q')}, {@code q = sqrt(p)}, or
 * {@code sqrt(a) I}.
 */
public final class OutputLoss {

    private final boolean softmax;
    private final int outputs;
    private final double[] scales;

    private OutputLoss(boolean softmax, int outputs, double[] scales) {
        this.softmax = softmax;
        this.outputs = outputs;
        this.scales = scales;
    }

    /** Softmax cross-entropy, or half the squared error; one scale for each sample. */
    static OutputLoss of(boolean softmax, int outputs, double... scales) {
        return new OutputLoss(softmax, outputs, scales.clone());
    }

    /**
     * Tells whether the second derivatives of a loss are known in closed form.
     *
     * @param loss the loss
     * @return whether it is a {@link SoftmaxCrossEntropyLoss} or {@link L2Loss}; one that takes
     *     probabilities instead of logits is refused by {@link #of} all the same
     */
    public static boolean isKnown(Loss loss) {
        return loss.getClass() == SoftmaxCrossEntropyLoss.class || loss.getClass() == L2Loss.class;
    }

    /**
     * Finds the scale of a loss, by evaluating it on made-up outputs.
     *
     * @param loss one that {@link #isKnown}
     * @param labels the labels of {@code S} samples, which stay as they are
     * @param output the shape of the outputs, {@code (S, O)}; for squared errors there may be
     *     further axes, which count as outputs
     * @return the second derivatives
     * @throws IllegalArgumentException for another loss, for softmax cross-entropy of other shapes
     *     or of probabilities, and for a negative weight
     */
    public static OutputLoss of(Loss loss, NDList labels, Shape output) {
        if (!isKnown(loss)) {
            throw new IllegalArgumentException(
                    "The second derivatives of "
                            + loss.getClass().getSimpleName()
                            + " are not known in closed form; those of SoftmaxCrossEntropyLoss and"
                            + " L2Loss are. Products with the Hessian take any loss.");
        }
        int samples = Math.toIntExact(output.get(0));
        int outputs = Math.toIntExact(output.size() / samples);
        try (NDManager scratch = labels.head().getManager().newSubManager()) {
            double[] scales =
                    loss instanceof L2Loss
                            ? squared(loss, samples, outputs, scratch)
                            : softmax(loss, labels, output, scratch);
            for (double scale : scales) {
                if (scale < 0) {
                    throw new IllegalArgumentException(
                            "The loss or a label has the weight "
                                    + scale
                                    + ": it bends downwards, and has no factor.");
                }
            }
            return new OutputLoss(loss instanceof SoftmaxCrossEntropyLoss, outputs, scales);
        }
    }

    private static double[] squared(Loss loss, int samples, int outputs, NDManager scratch) {
        NDList zero = new NDList(scratch.zeros(new Shape(1, 1), DataType.FLOAT64));
        NDList one = new NDList(scratch.ones(new Shape(1, 1), DataType.FLOAT64));
        double weight = number(loss.evaluate(zero, one));
        double[] scales = new double[samples];
        Arrays.fill(scales, 2 * weight / outputs);
        return scales;
    }

    private static double[] softmax(Loss loss, NDList labels, Shape output, NDManager scratch) {
        if (output.dimension() != 2) {
            throw new IllegalArgumentException(
                    "The output has the shape "
                            + output
                            + ", but softmax cross-entropy is taken of (samples, classes) here.");
        }
        int samples = Math.toIntExact(output.get(0));
        int outputs = Math.toIntExact(output.get(1));
        NDArray label = labels.singletonOrThrow();
        double[] sums = new double[samples];
        Arrays.fill(sums, 1);
        if (outputs > 1 && label.size() == output.size()) {
            double[] dense = copy(label, scratch).toType(DataType.FLOAT64, true).toDoubleArray();
            for (int i = 0; i < samples; i++) {
                sums[i] = Arrays.stream(dense, i * outputs, (i + 1) * outputs).sum();
            }
        }
        if (outputs == 1) {
            return sums;
        }
        // of equal logits the loss is ln O, times the weight and the mean sum of the labels
        NDArray zeros = scratch.zeros(output, DataType.FLOAT64);
        NDArray wide = copy(label, scratch);
        double value = number(loss.evaluate(new NDList(wide), new NDList(zeros)));
        double mean = Arrays.stream(sums).average().orElseThrow();
        double weight = value / Math.log(outputs) / mean;
        if (value == 0 && mean != 0) {
            throw new IllegalArgumentException(
                    "The loss takes probabilities instead of logits, or has no weight: its second"
                            + " derivatives are not known in closed form. Products with the Hessian"
                            + " take any loss.");
        }
        return Arrays.stream(sums).map(sum -> mean == 0 ? 0 : weight * sum).toArray();
    }

    private static NDArray copy(NDArray label, NDManager scratch) {
        NDArray copy =
                label.getDataType().isFloating()
                        ? label.toType(DataType.FLOAT64, true)
                        : label.duplicate();
        copy.attach(scratch);
        return copy;
    }

    private static double number(NDArray value) {
        return value.toType(DataType.FLOAT64, true).toDoubleArray()[0];
    }

    /**
     * Returns the number of samples.
     *
     * @return {@code S}
     */
    public int samples() {
        return scales.length;
    }

    /**
     * Returns the number of outputs of a sample.
     *
     * @return {@code O}
     */
    public int outputs() {
        return outputs;
    }

    /** What the second derivatives are of the identity; NaN if they are no multiple of it. */
    double multiple() {
        return softmax ? Double.NaN : scales[0];
    }

    /** The factors of all samples, whose outputs lie one after the other. */
    double[][] factors(double... all) {
        double[][] factors = new double[samples()][];
        Arrays.setAll(
                factors, s -> factor(s, Arrays.copyOfRange(all, s * outputs, (s + 1) * outputs)));
        return factors;
    }

    /**
     * Returns a factor of the second derivatives.
     *
     * @param sample {@code s}, from 0
     * @param output {@code f_s}, {@code O} numbers
     * @return {@code R_s}, {@code O x O} numbers row by row; NaN where the outputs are not finite
     */
    double[] factor(int sample, double... output) {
        double root = Math.sqrt(scales[sample]);
        double[] factor = new double[outputs * outputs];
        double[] p = softmax ? softmax(output) : new double[outputs];
        for (int i = 0; i < outputs; i++) {
            for (int j = 0; j < outputs; j++) {
                double one = i == j ? 1 : 0;
                factor[i * outputs + j] =
                        softmax ? root * Math.sqrt(p[j]) * (one - p[i]) : root * one;
            }
        }
        return factor;
    }

    /**
     * Multiplies a vector by the second derivatives of one sample's loss.
     *
     * @param sample {@code s}, from 0
     * @param output {@code f_s}, {@code O} numbers
     * @param vector {@code O} numbers
     * @return {@code H_s v}
     */
    double[] apply(int sample, double[] output, double... vector) {
        if (!softmax) {
            return Vectors.times(scales[sample], vector);
        }
        double[] p = softmax(output);
        double mean = Vectors.dot(p, vector);
        double[] product = new double[outputs];
        for (int i = 0; i < outputs; i++) {
            product[i] = scales[sample] * p[i] * (vector[i] - mean);
        }
        return product;
    }

    private static double[] softmax(double... logits) {
        double largest = Arrays.stream(logits).max().orElseThrow();
        double[] p = Arrays.stream(logits).map(z -> Math.exp(z - largest)).toArray();
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(share -> share / sum).toArray();
    }

    @Override
    public String toString() {
        return (softmax ? "cross-entropy" : "squared distance")
                + " of "
                + samples()
                + " samples and "
                + outputs
                + " outputs";
    }
}
