// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Finds out whether a block pools over windows of positions, and how large they are.
 *
 * <p>The block gets arrays that hold their own positions. A maximum of rising positions is a
 * window's last, of falling ones its first. An average of positions is a window's middle, and the
 * variance of {@code k} consecutive ones is {@code (k^2 - 1) / 12}. The windows are then tested on
 * values without structure.
 */
final class PoolingProbe {

    private final Trial trial;
    private final Block block;
    private final Shape input;
    private final int axes;
    private Shape output;
    private PoolingWindows found;
    private Pooling.Kind kind;
    private double[] foundShare;

    PoolingProbe(Trial trial, Block block, Shape input) {
        this.trial = trial;
        this.block = block;
        this.input = input;
        axes = input.dimension() - 2;
    }

    /** Tests both kinds; the two tensors are what the block makes of values without structure. */
    Optional<Pooling> find(Tensor in, Tensor out) throws NotFoundOutException {
        if (axes < 1
                || out.shape().dimension() < 2
                || !out.shape().slice(0, 2).equals(input.slice(0, 2))) {
            return Optional.empty();
        }
        if (out.shape().dimension() == input.dimension()) {
            output = out.shape();
        } else if (out.shape().dimension() == 2) {
            // Over all positions, with their axes dropped.
            output = out.shape();
            for (int a = 0; a < axes; a++) {
                output = output.add(1);
            }
        } else {
            return Optional.empty();
        }
        Optional<PoolingWindows> windows = maximumWindows();
        if (windows.isPresent()
                && windows.get().explain(Pooling.Kind.MAX, in, out.values(), null)) {
            return found(Pooling.Kind.MAX, windows.get(), null);
        }
        double[] share = coded(1, 1, i -> 1);
        windows = averageWindows(share);
        if (windows.isPresent()
                && windows.get().explain(Pooling.Kind.AVERAGE, in, out.values(), share)) {
            requireOneInside(share);
            return found(Pooling.Kind.AVERAGE, windows.get(), share);
        }
        return Optional.empty();
    }

    private Optional<Pooling> found(Pooling.Kind what, PoolingWindows windows, double[] share) {
        kind = what;
        found = windows;
        foundShare = share;
        return Optional.of(new Pooling(what, windows.largest()));
    }

    /** Whether the pool that was found explains what the block makes of more channels. */
    boolean explains(Tensor in, Tensor out) {
        int positions = Math.toIntExact(output.slice(2).size());
        long planes = in.shape().slice(0, 2).size();
        if (out.values().length != planes * positions) {
            return false;
        }
        double[] share = null;
        if (foundShare != null) {
            share = new double[out.values().length];
            for (int i = 0; i < share.length; i++) {
                share[i] = foundShare[i % positions];
            }
        }
        return found.explain(kind, in, out.values(), share);
    }

    private Optional<PoolingWindows> maximumWindows() throws NotFoundOutException {
        // One number for a position along all axes: the last along each has the largest.
        int positions = Math.toIntExact(input.slice(2).size());
        double[] lasts = coded(1, positions, i -> i + 1);
        double[] firsts = coded(1, positions, i -> -i - 1);
        int[][] first = new int[axes][];
        int[][] length = new int[axes][];
        for (int a = 0; a < axes; a++) {
            double[] last = line(a, lasts);
            double[] start = line(a, firsts);
            first[a] = new int[start.length];
            length[a] = new int[start.length];
            for (int o = 0; o < start.length; o++) {
                long from = along(a, -start[o] - 1, positions);
                long to = along(a, last[o] - 1, positions);
                if (from < 0 || to < from) {
                    return Optional.empty();
                }
                first[a][o] = (int) from;
                length[a][o] = (int) (to - from + 1);
            }
        }
        return Optional.of(new PoolingWindows(first, length));
    }

    /** The coordinate of a position along an axis, or -1 if it is no position. */
    private long along(int axis, double position, int positions) {
        long whole = Math.round(position);
        if (!(Math.abs(position - whole) < 1e-3) || whole < 0 || whole >= positions) {
            return -1;
        }
        return whole / inner(axis) % size(axis);
    }

    private Optional<PoolingWindows> averageWindows(double[] share) throws NotFoundOutException {
        int[][] first = new int[axes][];
        int[][] length = new int[axes][];
        for (int a = 0; a < axes; a++) {
            double middle = (size(a) - 1) / 2.0;
            double[] weight = line(a, share);
            double[] position = line(a, coded(inner(a), size(a), i -> i - middle));
            double[] square = line(a, coded(inner(a), size(a), i -> (i - middle) * (i - middle)));
            first[a] = new int[weight.length];
            length[a] = new int[weight.length];
            for (int o = 0; o < weight.length; o++) {
                double mean = position[o] / weight[o];
                double variance = Math.max(0, square[o] / weight[o] - mean * mean);
                double size = Math.sqrt(12 * variance + 1);
                double from = middle + mean - (size - 1) / 2;
                if (!PoolingWindows.isWindow(from, size, size(a))) {
                    return Optional.empty();
                }
                first[a][o] = (int) Math.rint(from);
                length[a][o] = (int) Math.rint(size);
            }
        }
        return Optional.of(new PoolingWindows(first, length));
    }

    private static void requireOneInside(double[] share) throws NotFoundOutException {
        for (double one : share) {
            if (Math.abs(one - 1) < 1e-5) {
                return;
            }
        }
        throw new NotFoundOutException(
                "it averages, but each of its windows reaches into zeros of the padding");
    }

    private int size(int axis) {
        return (int) input.get(axis + 2);
    }

    /** The number of positions behind one step along an axis. */
    private long inner(int axis) {
        return input.slice(axis + 3).size();
    }

    /** What the block makes of codes of {@code 0..count-1}, each repeated, over and over. */
    private double[] coded(long repeated, int count, IntToDoubleFunction code)
            throws NotFoundOutException {
        double[] values = new double[Math.toIntExact(input.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = code.applyAsDouble((int) (i / repeated % count));
        }
        double[] pooled = trial.run(block, new Tensor(input, values)).values();
        if (pooled.length != output.size()) {
            throw new NotFoundOutException("the shape of its output depends on values");
        }
        return pooled;
    }

    /** The values along one axis, in the first plane and the middle of the other axes. */
    private double[] line(int axis, double[] values) {
        int offset = 0;
        int stride = 0;
        for (int a = 0; a < axes; a++) {
            int size = (int) output.get(a + 2);
            offset = offset * size + (a == axis ? 0 : size / 2);
            stride = stride * size + (a == axis ? 1 : 0);
        }
        double[] line = new double[(int) output.get(axis + 2)];
        for (int o = 0; o < line.length; o++) {
            line[o] = values[offset + o * stride];
        }
        return line;
    }
}
