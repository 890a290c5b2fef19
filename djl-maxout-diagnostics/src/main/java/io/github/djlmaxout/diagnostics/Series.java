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
    /** A layer's norm over the last one's. */
    GRADIENT_NORM_RATIO("gradient norm ratio", "", SIZE, "A layer's norm over the last one's."),
    /** The mean over all steps. */
    GRADIENT_NORM_SQUARE("mean squared gradient norm", "", SIZE, "The mean over all steps."),
    /** The same, to the fourth. */
    GRADIENT_NORM_FOURTH_POWER(
            "mean fourth power of gradient norm", "", SIZE, "The same, to the fourth."),
    /** Those left out of means. */
    GRADIENT_NORMS_NON_FINITE(
            "non-finite gradient norms", "norms", COUNT, "Those left out of means."),
    /** The mean of the gradient's entries. */
    GRADIENT_MEAN("gradient mean", "", NUMBER, "The mean of the gradient's entries."),
    /** The entries' deviation. */
    GRADIENT_DEVIATION("gradient deviation", "", SIZE, "The entries' deviation."),
    /** 0 if the entries lie evenly. */
    GRADIENT_SKEWNESS("gradient skewness", "", NUMBER, "0 if the entries lie evenly."),
    /** 3 if the entries are normal. */
    GRADIENT_KURTOSIS("gradient kurtosis", "", SIZE, "3 if the entries are normal."),
    /** The largest magnitude of an entry. */
    GRADIENT_LARGEST("largest gradient", "", SIZE, "The largest magnitude of an entry."),
    /** Entries that are zero. */
    GRADIENT_ZEROS("share of zero gradients", "of the entries", SHARE, "Entries that are zero."),
    /** Those that are NaN or infinite. */
    GRADIENTS_NON_FINITE(
            "non-finite gradients", "entries", COUNT, "Those that are NaN or infinite."),
    /** Entries that were drawn of a gradient. */
    GRADIENT_SAMPLE("sampled gradient", "", NUMBER, "Entries that were drawn of a gradient."),
    /** What so many of them are below. */
    GRADIENT_QUARTILE("sampled gradient quartile", "", NUMBER, "What so many of them are below."),
    /** The batch at which noise matters. */
    NOISE_SCALE("gradient noise scale", "examples", SIZE, "The batch at which noise matters."),
    /** Squared, over its spread. */
    SIGNAL_TO_NOISE("gradient signal to noise", "", NUMBER, "Squared, over its spread."),
    /** How large the parameters are. */
    WEIGHT_NORM("weight norm", "L2", SIZE, "How large the parameters are."),
    /** How far they are from the start. */
    WEIGHT_DISTANCE("weight distance", "L2", SIZE, "How far they are from the start."),
    /** How far a step moves the parameters. */
    UPDATE_NORM("update norm", "L2", SIZE, "How far a step moves the parameters."),
    /** The update's norm over theirs. */
    UPDATE_RATIO("update ratio", "of the weights", SIZE, "The update's norm over theirs."),
    /** The mean square after a layer. */
    ACTIVATION_MOMENT("activation second moment", "", SIZE, "The mean square after a layer."),
    /** The moment over that of the layer's input. */
    ACTIVATION_GROWTH("activation growth", "", SIZE, "The moment over that of the layer's input."),
    /** The mean of what a layer hands on. */
    ACTIVATION_MEAN("activation mean", "", NUMBER, "The mean of what a layer hands on."),
    /** Its standard deviation. */
    ACTIVATION_DEVIATION("activation deviation", "", SIZE, "Its standard deviation."),
    /** Those in which samples lie. */
    ACTIVATION_RANK("activation effective rank", "directions", SIZE, "Those in which samples lie."),
    /** How alike two samples are. */
    ACTIVATION_COSINE("activation cosine", "", NUMBER, "How alike two samples are."),
    /** Those that are exactly 0. */
    ACTIVATION_ZEROS("share of zero activations", "of all", SHARE, "Those that are exactly 0."),
    /** Units that are 0 for all samples. */
    DEAD_UNITS("dead units", "units", COUNT, "Units that are 0 for all samples."),
    /** NaN and infinities. */
    ACTIVATIONS_NON_FINITE("non-finite activations", "values", COUNT, "NaN and infinities."),
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
    /** Those with another winner than before. */
    PIECE_CHURN("piece churn", "of the maxima", SHARE, "Those with another winner than before."),
    /** How far the remotest piece is from winning. */
    PIECE_LAG("largest piece lag", "", SIZE, "How far the remotest piece is from winning."),
    /** What is left of a change of the input. */
    JACOBIAN_NORM("jacobian norm", "", SIZE, "What is left of a change of the input."),
    /** The same after a layer. */
    JACOBIAN_GROWTH("jacobian growth", "", SIZE, "The same after a layer."),
    /** How far it stretches inputs. */
    JACOBIAN_SINGULAR_VALUE("jacobian singular value", "", SIZE, "How far it stretches inputs."),
    /** Ways to move the outputs. */
    JACOBIAN_RANK("jacobian rank", "directions", COUNT, "Ways to move the outputs."),
    /** How fast a pattern is learnt. */
    KERNEL_EIGENVALUE("kernel eigenvalue", "", SIZE, "How fast a pattern is learnt."),
    /** The mean of the kernel's diagonal. */
    KERNEL_TRACE("kernel trace", "", SIZE, "The mean of the kernel's diagonal."),
    /** The largest eigenvalue by the least. */
    KERNEL_CONDITION("kernel condition number", "", SIZE, "The largest eigenvalue by the least."),
    /** Eigenvalues that count. */
    KERNEL_RANK("kernel effective rank", "directions", SIZE, "Eigenvalues that count."),
    /** Its cosine with that of the labels. */
    KERNEL_ALIGNMENT("kernel alignment", "", NUMBER, "Its cosine with that of the labels."),
    /** The same, centred. */
    KERNEL_ALIGNMENT_CENTRED("centred kernel alignment", "", NUMBER, "The same, centred."),
    /** How far the kernel is from the first one. */
    KERNEL_DRIFT("kernel drift", "", SIZE, "How far the kernel is from the first one."),
    /** The same but for scale. */
    KERNEL_TURN("kernel turn", "", SIZE, "The same but for scale."),
    /** How far that is. */
    KERNEL_DISTANCE("kernel distance to infinite width", "", SIZE, "How far that is."),
    /** The curvature in a direction. */
    HESSIAN_EIGENVALUE("hessian eigenvalue", "", NUMBER, "The curvature in a direction."),
    /** The largest eigenvalue of the Hessian. */
    SHARPNESS("sharpness", "", NUMBER, "The largest eigenvalue of the Hessian."),
    /** The sum of its eigenvalues. */
    HESSIAN_TRACE("hessian trace", "", NUMBER, "The sum of its eigenvalues."),
    /** Its Frobenius norm. */
    HESSIAN_NORM("hessian norm", "", SIZE, "Its Frobenius norm."),
    /** Those not found. */
    HESSIAN_UNCONVERGED("unconverged hessian eigenvalues", "", COUNT, "Those not found."),
    /** The affine maps on a plane of the input. */
    REGIONS("linear regions", "regions", COUNT, "The affine maps on a plane of the input."),
    /** The line between the classes on that plane. */
    BOUNDARY_LENGTH("boundary length", "", SIZE, "The line between the classes on that plane."),
    /** Inputs that are NaN or infinite. */
    INPUTS_NON_FINITE("non-finite inputs", "values", COUNT, "Inputs that are NaN or infinite."),
    /** Labels that are NaN or infinite. */
    LABELS_NON_FINITE("non-finite labels", "values", COUNT, "Labels that are NaN or infinite."),
    /** Outputs that are NaN or infinite. */
    OUTPUTS_NON_FINITE("non-finite outputs", "values", COUNT, "Outputs that are NaN or infinite.");

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

    /** {@return the name, as observations, tables and charts have it, in lower-case words} */
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

    /** {@return what it is counted in or is a part of; empty if it is a plain number} */
    public String unit() {
        return unit;
    }

    /** {@return which numbers it can have} */
    public Scale scale() {
        return scale;
    }

    /** {@return what it says, in a sentence} */
    public String meaning() {
        return meaning;
    }

    /** Returns the name, such as {@code gradient norm}. */
    @Override
    public String toString() {
        return label;
    }
}
