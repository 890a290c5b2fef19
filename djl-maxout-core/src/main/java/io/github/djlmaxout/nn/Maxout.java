// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;

/**
 * The maximum over groups of {@code K} channels, without weights of its own: put it behind any
 * layer with {@code K * n} outputs.
 *
 * <p>{@code y[.., u, ..] = max over k of z[.., index(u, k), ..]}, where the {@link PieceLayout}
 * says which {@code index} is piece {@code k} of unit {@code u}.
 *
 * <ul>
 *   <li>input z: {@code (d0, .., K * n, .., dr)} with the stacked axis anywhere
 *   <li>output y: {@code (d0, .., n, .., dr)}
 * </ul>
 *
 * <p>Special results, the same on every engine: where pieces tie, the gradient goes to the first of
 * them alone; a NaN piece makes the output NaN (which piece then gets the gradient is not defined);
 * infinities are ordered like numbers, so {@code -inf} loses against any number and a unit whose
 * pieces are all {@code -inf} gives {@code -inf}; {@code K = 1} returns the input itself. Between
 * {@code 0.0} and {@code -0.0} the result may have either sign.
 *
 * <p>Values are exact: every output equals one of its pieces bit for bit (but for the sign of
 * zero). Cost: one pass over the input and one over the output, forward and backward alike.
 *
 * <p>Source: Goodfellow et al., <i>Maxout Networks</i>, arXiv 1302.4389, section 3.
 */
public final class Maxout extends AbstractBlock {

    private final int axis;
    private final PieceStacking stacking;

    private Maxout(int pieces, int axis, PieceLayout layout) {
        super(SavedLayer.VERSION);
        inputNames = Collections.singletonList("data");
        this.axis = axis;
        stacking = new PieceStacking(pieces, layout, 1);
    }

    /**
     * Returns a block that takes the maximum along axis 1, the channels, in {@link
     * PieceLayout#PIECE_MAJOR}.
     *
     * @param pieces the number of pieces {@code K}, at least 1
     * @return a block without parameters
     * @throws IllegalArgumentException if {@code pieces < 1}
     */
    public static Maxout block(int pieces) {
        return block(pieces, 1, PieceLayout.PIECE_MAJOR);
    }

    /**
     * Returns a block that takes the maximum along a given axis.
     *
     * @param pieces the number of pieces {@code K}, at least 1
     * @param axis the stacked axis; negative counts from the end, -1 suits sequences (batch, time,
     *     channel)
     * @param layout how the pieces lie along the axis
     * @return a block without parameters
     * @throws IllegalArgumentException if {@code pieces < 1}
     */
    public static Maxout block(int pieces, int axis, PieceLayout layout) {
        return new Maxout(pieces, axis, layout);
    }

    /**
     * Takes the maximum over pieces.
     *
     * @param z the pre-activations, float32 or float64, of shape {@code (.., K * n, ..)}
     * @param pieces the number of pieces {@code K}, at least 1
     * @param axis the stacked axis; negative counts from the end
     * @param layout how the pieces lie along the axis
     * @return the maxima, of shape {@code (.., n, ..)}, attached to the manager of {@code z}; for
     *     {@code K = 1} it is {@code z} itself
     * @throws IllegalArgumentException if {@code pieces < 1}, the axis does not exist, its length
     *     is not divisible by {@code pieces}, or the type is neither float32 nor float64
     */
    public static NDArray maxout(NDArray z, int pieces, int axis, PieceLayout layout) {
        return maxout(z, pieces, axis, layout, 1);
    }

    /**
     * Takes the maximum over the pieces of a grouped convolution.
     *
     * @param z the pre-activations, float32 or float64, of shape {@code (.., K * n, ..)}
     * @param pieces the number of pieces {@code K}, at least 1
     * @param axis the stacked axis; negative counts from the end
     * @param layout how the pieces lie along the axis within a group
     * @param groups the number of groups of the convolution, a divisor of {@code n}
     * @return the maxima, as {@link #maxout(NDArray, int, int, PieceLayout)} gives them
     * @throws IllegalArgumentException as {@link #maxout(NDArray, int, int, PieceLayout)} does, and
     *     if {@code groups < 1} or {@code n} is not divisible by {@code groups}
     */
    public static NDArray maxout(NDArray z, int pieces, int axis, PieceLayout layout, int groups) {
        return maxout(z, axis, new PieceStacking(pieces, layout, groups));
    }

    /**
     * Takes the maximum over pieces.
     *
     * @param z the pre-activations, float32 or float64, of shape {@code (.., K * n, ..)}
     * @param axis the stacked axis; negative counts from the end
     * @param stacking how the pieces lie along the axis
     * @return the maxima, as {@link #maxout(NDArray, int, int, PieceLayout)} gives them
     * @throws IllegalArgumentException as {@link #maxout(NDArray, int, int, PieceLayout, int)} does
     */
    public static NDArray maxout(NDArray z, int axis, PieceStacking stacking) {
        return ExactMaximum.of(z, PieceAxis.of(z.getShape(), axis, stacking), false);
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray z = inputs.singletonOrThrow();
        return new NDList(ExactMaximum.of(z, PieceAxis.of(z.getShape(), axis, stacking), training));
    }

    /** Returns the shapes that inputs of these shapes give, without running anything. */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {PieceAxis.outputShape(inputShapes[0], stacking.pieces(), axis)};
    }

    /** {@inheritDoc} */
    @Override
    protected void beforeInitialize(Shape... inputShapes) {
        PieceAxis.outputShape(inputShapes[0], stacking.pieces(), axis);
        super.beforeInitialize(inputShapes);
    }

    /**
     * Returns how the pieces lie along the axis.
     *
     * @return pieces and layout
     */
    public PieceStacking getStacking() {
        return stacking;
    }

    /**
     * Returns the number of pieces.
     *
     * @return the number of pieces {@code K}
     */
    public int getPieces() {
        return stacking.pieces();
    }

    /**
     * Returns the stacked axis as it was given.
     *
     * @return the axis, negative if counted from the end
     */
    public int getAxis() {
        return axis;
    }

    /**
     * Returns how the pieces lie along the axis.
     *
     * @return the layout
     */
    public PieceLayout getLayout() {
        return stacking.layout();
    }

    /** {@inheritDoc} */
    @Override
    protected void saveMetadata(DataOutputStream os) throws IOException {
        Shape[] shapes = inputShapes == null ? new Shape[0] : inputShapes;
        new SavedLayer(settings(), shapes, new byte[0]).write(os);
    }

    /**
     * {@inheritDoc}
     *
     * @throws MalformedModelException if the file is truncated or corrupted, or holds a layer of
     *     other settings; the block is then as it was
     */
    @Override
    public void loadParameters(NDManager manager, DataInputStream is)
            throws IOException, MalformedModelException {
        loadMetadata(SavedLayer.readVersion(is), is);
    }

    /** {@inheritDoc} */
    @Override
    protected void loadMetadata(byte loadVersion, DataInputStream is)
            throws IOException, MalformedModelException {
        SavedLayer saved = SavedLayer.read(loadVersion, is);
        saved.requireFit(settings());
        if (saved.inputShapes().length > 0) {
            inputShapes = saved.inputShapes();
        }
    }

    private Map<String, String> settings() {
        return SavedLayer.settings(
                "layer",
                "Maxout",
                "pieces",
                stacking.pieces(),
                "axis",
                axis,
                "layout",
                stacking.layout());
    }
}
