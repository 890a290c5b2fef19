// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.PairList;

/** The maximum over pieces: exact, first piece first at ties, by the fast way of each engine. */
final class ExactMaximum {

    /*
     * Engines agree on the value of a maximum but not on its gradient where pieces tie: reducing
     * an axis sends the gradient to the first tied piece on PyTorch and to every tied piece on
     * MXNet; a chain of maximum(a, b) splits it in halves on PyTorch and sends it to the first on
     * MXNet. Ties are routine (zero padding with zero bias ties all pieces). So what is computed
     * depends on the engine and, on PyTorch, on whether a gradient will flow. The training flag
     * does not decide that, since probes differentiate with training=false; it only saves asking
     * the engine, because the way for gradients is right without them too. MXNet does not tell
     * whether it records, and its one way is right in both cases.
     *
     * PyTorch, gradient: max pooling over a channels-last view. Reducing an axis that is not the
     * last runs element by element there, while the channels-last pooling kernel is vectorized
     * over the contiguous values and its backward pass is local. The view needs an output of more
     * than one pixel: with a single one its strides are ambiguous, and the backward pass takes
     * the slow, channels-first kernel. PIXEL_LIMIT keeps the index buffer of one pixel in the
     * first-level cache. Up to POOL_FROM values the reduction is faster all the same: it is fewer
     * operations, and those outweigh the kernels (benchmarks/README.md has the measurement).
     *
     * MXNet: SliceChannel and a chain of maximum. Its backward pass is one concatenation, where
     * slices made one by one are each padded with zeros and then summed.
     */
    private static final long PIXEL_LIMIT = 1024;

    /** From this many pre-activations on, PyTorch pools faster than it reduces. */
    private static final long POOL_FROM = 32_768;

    /** Below this many contiguous values MXNet slices faster after a reshape, copy included. */
    private static final long SLICE_IN_PLACE = 16;

    private ExactMaximum() {}

    static NDArray of(NDArray z, PieceAxis axis, boolean training) {
        LayerArguments.floatOrDouble(z.getDataType(), "The input");
        if (axis.pieces() == 1) {
            return z;
        }
        if (z.size() == 0) {
            return z.getManager().zeros(axis.output(), z.getDataType());
        }
        if ("MXNet".equals(z.getManager().getEngine().getEngineName())) {
            return slicedChain(z, axis);
        }
        if (!training && !isRecorded(z, axis)) {
            return splitChain(z, axis);
        }
        boolean reduces = axis.inner() == 1 || z.size() < POOL_FROM;
        return reduces ? reduced(z, axis) : pooled(z, axis);
    }

    /**
     * Whether PyTorch will send a gradient through the pre-activations. Its {@code hasGradient} is
     * true of leaves only. But an array that is in the record refuses to be taken out of it, while
     * one that is not does not mind: asked of a view of our own, this changes nothing.
     */
    private static boolean isRecorded(NDArray z, PieceAxis axis) {
        try (NDArray view = z.reshape(axis.view())) {
            view.setRequiresGradient(false);
            return false;
        } catch (EngineException e) {
            return true;
        }
    }

    private static NDArray slicedChain(NDArray z, PieceAxis axis) {
        boolean inPlace = axis.whole() && axis.rest() >= SLICE_IN_PLACE;
        PairList<String, Object> params = new PairList<>();
        params.add("axis", inPlace ? axis.axis() : 1);
        params.add("num_outputs", axis.pieces());
        params.add("squeeze_axis", !inPlace);
        NDArray view = inPlace ? z : z.reshape(axis.view());
        NDArray max = chain(z.getManager().invoke("SliceChannel", new NDList(view), params));
        return shaped(max, axis);
    }

    private static NDArray splitChain(NDArray z, PieceAxis axis) {
        NDList parts =
                axis.whole()
                        ? z.split(axis.pieces(), axis.axis())
                        : z.reshape(axis.view()).split(axis.pieces(), 1);
        return shaped(chain(parts), axis);
    }

    /** Reshapes only where it must: on MXNet a reshape is a copy. */
    private static NDArray shaped(NDArray max, PieceAxis axis) {
        return max.getShape().equals(axis.output()) ? max : max.reshape(axis.output());
    }

    private static NDArray chain(NDList parts) {
        NDArray max = parts.get(0);
        for (int k = 1; k < parts.size(); k++) {
            max = NDArrays.maximum(max, parts.get(k));
        }
        return max;
    }

    private static NDArray reduced(NDArray z, PieceAxis axis) {
        return shaped(z.reshape(axis.view()).max(new int[] {1}), axis);
    }

    private static NDArray pooled(NDArray z, PieceAxis axis) {
        long images = axis.outer();
        long rows = 1;
        long columns = 1;
        if (axis.inner() % 2 == 0) {
            columns = 2;
            while (axis.inner() / columns > PIXEL_LIMIT && axis.inner() / columns % 2 == 0) {
                columns *= 2;
            }
        } else if (images % 2 == 0) {
            images /= 2;
            rows = 2;
        }
        Shape pixels = new Shape(images, rows * axis.pieces(), columns, axis.inner() / columns);
        Shape window = new Shape(axis.pieces(), 1);
        return z.reshape(pixels)
                .transpose(0, 3, 1, 2)
                .getNDArrayInternal()
                .maxPool(window, window, new Shape(0, 0), false)
                .transpose(0, 2, 3, 1)
                .reshape(axis.output());
    }
}
