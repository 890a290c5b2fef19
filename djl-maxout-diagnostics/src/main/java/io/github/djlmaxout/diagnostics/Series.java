// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import static io.github.djlmaxout.diagnostics.Series.Scale.COUNT;
import static io.github.djlmaxout.diagnostics.Series.Scale.NUMBER;
import static io.github.djlmaxout.diagnostics.Series.Scale.SHARE;
import static io.github.djlmaxout.diagnostics.Series.Scale.SIZE;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the quantities of this library observe: the name of each series, and what its numbers are.
 *
 * <p>Quantities, rules, sinks and the page take the names from here; what is measured exactly is
 * said where it is measured. Series of a quantity of one's own are kept apart from these, see
 * {@link Quantity#series()}.
 */
public enum Series {
    /** What the training makes small, on its batch. */
    LOSS("loss", "as the loss counts", NUMBER, "What the training makes small, on its batch."),
    /** How steep the loss is in the parameters. */
    GRADIENT_NORM("gradient norm", "L2", SIZE, "How steep the loss is in the parameters."),
    /** The norm of a layer's gradient over that of the last. */
    GRADIENT_NORM_RATIO(
            "gradient norm ratio",
            "of the last layer's",
            SIZE,
            "The norm of a layer's gradient over that of the last."),
    /** The mean of the squared norm over the steps. */
    GRADIENT_NORM_SQUARE(
            "mean squared gradient norm",
            "L2 squared",
            SIZE,
            "The mean of the squared norm over the steps."),
    /** Its mean over the steps. */
    GRADIENT_NORM_FOURTH_POWER(
            "mean fourth power of gradient norm",
            "L2 to the fourth",
            SIZE,
            "Its mean over the steps."),
    /** How many are left out of those means. */
    GRADIENT_NORMS_NON_FINITE(
            "non-finite gradient norms", "norms", COUNT, "How many are left out of those means."),
    /** The mean of the gradient's entries. */
    GRADIENT_MEAN("gradient mean", "", NUMBER, "The mean of the gradient's entries."),
    /** Their standard deviation. */
    GRADIENT_DEVIATION("gradient deviation", "", SIZE, "Their standard deviation."),
    /** Their skewness, 0 if they lie evenly around the mean. */
    GRADIENT_SKEWNESS(
            "gradient skewness",
            "",
            NUMBER,
            "Their skewness, 0 if they lie evenly around the mean."),
    /** Their kurtosis, 3 if they are normal. */
    GRADIENT_KURTOSIS("gradient kurtosis", "", SIZE, "Their kurtosis, 3 if they are normal."),
    /** The largest magnitude of an entry. */
    GRADIENT_LARGEST("largest gradient", "", SIZE, "The largest magnitude of an entry."),
    /** Entries that are exactly 0. */
    GRADIENT_ZEROS(
            "share of zero gradients", "of the entries", SHARE, "Entries that are exactly 0."),
    /** Entries that are NaN or infinite. */
    GRADIENTS_NON_FINITE(
            "non-finite gradients", "entries", COUNT, "Entries that are NaN or infinite."),
    /** Entries that were drawn of a layer's gradient. */
    GRADIENT_SAMPLE(
            "sampled gradient", "", NUMBER, "Entries that were drawn of a layer's gradient."),
    /** A quarter, half and three quarters of the entries are below. */
    GRADIENT_QUARTILE(
            "sampled gradient quartile",
            "",
            NUMBER,
            "A quarter, half and three quarters of the entries are below."),
    /** The batch of which the noise is as large as the gradient. */
    NOISE_SCALE(
            "gradient noise scale",
            "examples",
            SIZE,
            "The batch of which the noise is as large as the gradient."),
    /** The squared gradient over the spread of the examples'. */
    SIGNAL_TO_NOISE(
            "gradient signal to noise",
            "",
            NUMBER,
            "The squared gradient over the spread of the examples'."),
    /** How large the parameters are. */
    WEIGHT_NORM("weight norm", "L2", SIZE, "How large the parameters are."),
    /** How far the parameters are from where they began. */
    WEIGHT_DISTANCE(
            "weight distance", "L2", SIZE, "How far the parameters are from where they began."),
    /** How far a step moves the parameters. */
    UPDATE_NORM("update norm", "L2", SIZE, "How far a step moves the parameters."),
    /** The norm of the update over that of the weights. */
    UPDATE_RATIO(
            "update ratio",
            "of the weights",
            SIZE,
            "The norm of the update over that of the weights."),
    /** The mean square of what a layer hands on. */
    ACTIVATION_MOMENT(
            "activation second moment", "", SIZE, "The mean square of what a layer hands on."),
    /** The second moment over that of what goes into the layer. */
    ACTIVATION_GROWTH(
            "activation growth",
            "",
            SIZE,
            "The second moment over that of what goes into the layer."),
    /** The mean of what a layer hands on. */
    ACTIVATION_MEAN("activation mean", "", NUMBER, "The mean of what a layer hands on."),
    /** Its standard deviation. */
    ACTIVATION_DEVIATION("activation deviation", "", SIZE, "Its standard deviation."),
    /** In how many directions the activations lie. */
    ACTIVATION_RANK(
            "activation effective rank",
            "directions",
            SIZE,
            "In how many directions the activations lie."),
    /** How much alike two samples are after the layer. */
    ACTIVATION_COSINE(
            "activation cosine", "", NUMBER, "How much alike two samples are after the layer."),
    /** Those that are exactly 0. */
    ACTIVATION_ZEROS(
            "share of zero activations", "of the activations", SHARE, "Those that are exactly 0."),
    /** Units that are 0 for all samples. */
    DEAD_UNITS("dead units", "units", COUNT, "Units that are 0 for all samples."),
    /** Those that are NaN or infinite. */
    ACTIVATIONS_NON_FINITE(
            "non-finite activations", "activations", COUNT, "Those that are NaN or infinite."),
    /** How often a piece is the largest. */
    PIECE_USE("use of piece", "of the maxima", SHARE, "How often a piece is the largest."),
    /** How evenly the pieces win. */
    PIECE_ENTROPY("piece entropy", "of the largest possible", SHARE, "How evenly the pieces win."),
    /** Pieces that never win. */
    DEAD_PIECES("dead pieces", "pieces", COUNT, "Pieces that never win."),
    /** Pieces that never win. */
    DEAD_PIECES_SHARE("share of dead pieces", "of the pieces", SHARE, "Pieces that never win."),
    /** Maxima that several pieces share. */
    PIECE_TIES("tie rate", "of the maxima", SHARE, "Maxima that several pieces share."),
    /** How far the largest piece is above the next. */
    PIECE_MARGIN("piece margin", "", SIZE, "How far the largest piece is above the next."),
    /** Maxima with another winner than at the measurement before. */
    PIECE_CHURN(
            "piece churn",
            "of the maxima",
            SHARE,
            "Maxima with another winner than at the measurement before."),
    /** How far the remotest piece is from winning. */
    PIECE_LAG("largest piece lag", "", SIZE, "How far the remotest piece is from winning."),
    /** What is left of a change of the input at the output. */
    JACOBIAN_NORM(
            "jacobian norm", "", SIZE, "What is left of a change of the input at the output."),
    /** What is left of a change of the input after a layer. */
    JACOBIAN_GROWTH(
            "jacobian growth", "", SIZE, "What is left of a change of the input after a layer."),
    /** How far the network stretches a direction. */
    JACOBIAN_SINGULAR_VALUE(
            "jacobian singular value", "", SIZE, "How far the network stretches a direction."),
    /** How many ways the parameters move the outputs. */
    JACOBIAN_RANK(
            "jacobian rank", "directions", COUNT, "How many ways the parameters move the outputs."),
    /** How quickly a pattern of the data is learnt. */
    KERNEL_EIGENVALUE(
            "kernel eigenvalue", "", SIZE, "How quickly a pattern of the data is learnt."),
    /** The mean of the kernel's diagonal. */
    KERNEL_TRACE("kernel trace", "", SIZE, "The mean of the kernel's diagonal."),
    /** The largest eigenvalue over the smallest. */
    KERNEL_CONDITION(
            "kernel condition number", "", SIZE, "The largest eigenvalue over the smallest."),
    /** How many eigenvalues carry the kernel. */
    KERNEL_RANK(
            "kernel effective rank", "directions", SIZE, "How many eigenvalues carry the kernel."),
    /** The cosine between the kernel and that of the labels. */
    KERNEL_ALIGNMENT(
            "kernel alignment",
            "",
            NUMBER,
            "The cosine between the kernel and that of the labels."),
    /** The same without the mean of the kernel. */
    KERNEL_ALIGNMENT_CENTRED(
            "centred kernel alignment", "", NUMBER, "The same without the mean of the kernel."),
    /** How far the kernel is from the first one. */
    KERNEL_DRIFT("kernel drift", "", SIZE, "How far the kernel is from the first one."),
    /** The same but for scale. */
    KERNEL_TURN("kernel turn", "", SIZE, "The same but for scale."),
    /** How far it is from infinite width. */
    KERNEL_DISTANCE(
            "kernel distance to infinite width", "", SIZE, "How far it is from infinite width."),
    /** The curvature of the loss along a direction. */
    HESSIAN_EIGENVALUE(
            "hessian eigenvalue", "", NUMBER, "The curvature of the loss along a direction."),
    /** The largest eigenvalue of the Hessian. */
    SHARPNESS("sharpness", "", NUMBER, "The largest eigenvalue of the Hessian."),
    /** The sum of its eigenvalues. */
    HESSIAN_TRACE("hessian trace", "", NUMBER, "The sum of its eigenvalues."),
    /** Its Frobenius norm. */
    HESSIAN_NORM("hessian norm", "", SIZE, "Its Frobenius norm."),
    /** Those that were not found. */
    HESSIAN_UNCONVERGED(
            "unconverged hessian eigenvalues", "eigenvalues", COUNT, "Those that were not found."),
    /** The affine maps on a plane of the input. */
    REGIONS("linear regions", "regions", COUNT, "The affine maps on a plane of the input."),
    /** The line between the classes on that plane. */
    BOUNDARY_LENGTH("boundary length", "", SIZE, "The line between the classes on that plane."),
    /** Values of the batch that are NaN or infinite. */
    INPUTS_NON_FINITE(
            "non-finite inputs", "values", COUNT, "Values of the batch that are NaN or infinite."),
    /** Labels that are NaN or infinite. */
    LABELS_NON_FINITE("non-finite labels", "values", COUNT, "Labels that are NaN or infinite."),
    /** Outputs of the network that are NaN or infinite. */
    OUTPUTS_NON_FINITE(
            "non-finite outputs",
            "values",
            COUNT,
            "Outputs of the network that are NaN or infinite.");

    /** Which numbers a series can have, and with that how it is drawn. */
    public enum Scale {
        /** Any number. */
        NUMBER,
        /** 0 or more, of any power of ten. */
        SIZE,
        /** From 0 to 1. */
        SHARE,
        /** A whole number from 0 on. */
        COUNT
    }

    private static final Map<String, Series> BY_LABEL = new HashMap<>();

    static {
        for (Series series : values()) {
            BY_LABEL.put(series.label, series);
        }
    }

    private final String label;
    private final String unit;
    private final Scale scale;
    private final String meaning;

    Series(String label, String unit, Scale scale, String meaning) {
        this.label = label;
        this.unit = unit;
        this.scale = scale;
        this.meaning = meaning;
    }

    /**
     * Returns the series that an observation belongs to: one that is called as the observation is,
     * but for a number at the end where several are told apart by it.
     *
     * @param label what the observation names as its series, such as {@code use of piece 3}
     * @return the series, or nothing if this library has none of that name
     */
    public static Optional<Series> find(String label) {
        Series whole = BY_LABEL.get(label);
        int space = label.lastIndexOf(' ');
        boolean numbered =
                whole == null && space > 0 && label.substring(space + 1).matches("[0-9]+");
        Series family = numbered ? BY_LABEL.get(label.substring(0, space)) : whole;
        return Optional.ofNullable(family).filter(found -> !numbered || found.isNumbered());
    }

    private boolean isNumbered() {
        return switch (this) {
            case PIECE_USE,
                    GRADIENT_QUARTILE,
                    JACOBIAN_SINGULAR_VALUE,
                    KERNEL_EIGENVALUE,
                    HESSIAN_EIGENVALUE ->
                    true;
            default -> false;
        };
    }

    /**
     * Returns the name, as observations, tables and charts have it.
     *
     * @return lower-case words, such as {@code gradient norm}
     */
    public String label() {
        return label;
    }

    /**
     * Returns the name of one of several that are told apart by a number.
     *
     * @param number which, such as a piece, counted from 0, or a rank, counted from 1
     * @return such as {@code use of piece 3}
     */
    public String label(int number) {
        return label + " " + number;
    }

    /**
     * Returns what it is counted in or is a part of.
     *
     * @return such as {@code pieces}; empty if it is a plain number
     */
    public String unit() {
        return unit;
    }

    /**
     * Returns which numbers it can have.
     *
     * @return the scale
     */
    public Scale scale() {
        return scale;
    }

    /**
     * Returns what it says.
     *
     * @return a sentence
     */
    public String meaning() {
        return meaning;
    }

    /** Returns the name, such as {@code gradient norm}. */
    @Override
    public String toString() {
        return label;
    }
}
