// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.saving;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv;
import io.github.djlmaxout.nn.MaxoutLayer;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.Arrays;

/**
 * What a layer computes, written out as loops over one sum: no engine, no row order but the
 * documented one. A dense layer is a convolution of one pixel.
 */
final class NaiveLayer {

    private static final int AXES = 3;

    private final MaxoutLayer layer;
    private final double[] weight;
    private final double[] bias;
    private final long channels;
    private final long[] size;
    private final long[] kernel = {1, 1, 1};
    private final long[] stride = {1, 1, 1};
    private final long[] padding = {0, 0, 0};
    private int groups = 1;

    private NaiveLayer(MaxoutLayer layer, double[] weight, double[] bias, Shape input) {
        this.layer = layer;
        this.weight = weight;
        this.bias = bias;
        if (layer instanceof MaxoutConv conv) {
            channels = input.get(1);
            size = padded(input.slice(2), 1);
            copy(conv.getKernelShape(), kernel);
            copy(conv.getStride(), stride);
            copy(conv.getPadding(), padding);
            groups = conv.getGroups();
        } else {
            channels = input.get(input.dimension() - 1);
            size = new long[] {1, 1, 1};
        }
    }

    private static long[] padded(Shape shape, long filling) {
        long[] sizes = new long[AXES];
        Arrays.fill(sizes, filling);
        copy(shape, sizes);
        return sizes;
    }

    private static void copy(Shape from, long[] to) {
        for (int i = 0; i < from.dimension(); i++) {
            to[i] = from.get(i);
        }
    }

    /** The outputs in row-major order. */
    static double[] output(Block block, double[] weight, double[] bias, double[] x, Shape input) {
        if (block instanceof Maxout maxout) {
            return maxima(x, maxout, input.get(input.dimension() - 1));
        }
        return new NaiveLayer((MaxoutLayer) block, weight, bias, input).output(x);
    }

    private static double[] maxima(double[] x, Maxout maxout, long stacked) {
        int pieces = maxout.getPieces();
        long units = stacked / pieces;
        double[] y = new double[x.length / pieces];
        for (int i = 0; i < y.length; i++) {
            long first = i / units * stacked;
            y[i] = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < pieces; k++) {
                long row = row(maxout.getLayout(), i % units, k, units, pieces, 1);
                y[i] = Math.max(y[i], x[(int) (first + row)]);
            }
        }
        return y;
    }

    private static long row(
            PieceLayout layout, long unit, int piece, long units, int pieces, int groups) {
        if (layout == PieceLayout.UNIT_MAJOR) {
            return unit * pieces + piece;
        }
        long perGroup = units / groups;
        return unit / perGroup * perGroup * pieces + piece * perGroup + unit % perGroup;
    }

    private double[] output(double[] x) {
        long[] out = new long[AXES];
        for (int i = 0; i < AXES; i++) {
            out[i] = (size[i] + 2 * padding[i] - kernel[i]) / stride[i] + 1;
        }
        long pixels = out[0] * out[1] * out[2];
        long samples = x.length / (channels * size[0] * size[1] * size[2]);
        double[] y = new double[(int) (samples * layer.getUnits() * pixels)];
        for (int i = 0; i < y.length; i++) {
            long pixel = i % pixels;
            long unit = i / pixels % layer.getUnits();
            long sample = i / pixels / layer.getUnits();
            long[] corner = {
                pixel / out[2] / out[1] * stride[0] - padding[0],
                pixel / out[2] % out[1] * stride[1] - padding[1],
                pixel % out[2] * stride[2] - padding[2]
            };
            y[i] = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < layer.getPieces(); k++) {
                y[i] = Math.max(y[i], piece(x, sample, unit, k, corner));
            }
        }
        return y;
    }

    private double piece(double[] x, long sample, long unit, int piece, long[] corner) {
        long row = row(layer.getLayout(), unit, piece, layer.getUnits(), layer.getPieces(), groups);
        long perGroup = channels / groups;
        long group = unit / (layer.getUnits() / groups);
        double sum = bias == null ? 0 : bias[(int) row];
        int w = (int) (row * perGroup * kernel[0] * kernel[1] * kernel[2]);
        for (long c = group * perGroup; c < (group + 1) * perGroup; c++) {
            for (long a = 0; a < kernel[0]; a++) {
                for (long b = 0; b < kernel[1]; b++) {
                    for (long d = 0; d < kernel[2]; d++) {
                        sum +=
                                weight[w++]
                                        * pixel(
                                                x,
                                                sample * channels + c,
                                                corner[0] + a,
                                                corner[1] + b,
                                                corner[2] + d);
                    }
                }
            }
        }
        return sum;
    }

    private double pixel(double[] x, long plane, long a, long b, long d) {
        boolean inside = a >= 0 && b >= 0 && d >= 0 && a < size[0] && b < size[1] && d < size[2];
        return inside ? x[(int) (((plane * size[0] + a) * size[1] + b) * size[2] + d)] : 0;
    }
}
