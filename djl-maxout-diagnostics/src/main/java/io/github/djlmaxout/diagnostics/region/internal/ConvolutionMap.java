// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.network.ConvolutionGeometry;

import java.util.Arrays;

/**
 * A convolution with zero padding, over any number of spatial axes.
 *
 * <p>Its kernel is kept, not the matrix that it stands for, which would not fit into memory.
 */
final class ConvolutionMap implements Instruction.Affine {

    private final int channels;
    private final int groups;
    private final int rows;
    private final int positionsIn;
    private final int positionsOut;
    private final int taps;

    /** For each input position and tap the output position, or -1. */
    private final int[] reached;

    /** By input channel, tap and row of the channel's group. */
    private final double[] kernel;

    private final double[] bias;

    /**
     * Creates the map.
     *
     * @param in the shape of the input without the batch: channels and spatial axes
     * @param out the shape of what comes out, likewise
     * @param weight of shape (rows, channels / groups, kernel...)
     * @param bias of length rows, or empty
     */
    ConvolutionMap(
            ConvolutionGeometry geometry, Shape in, Shape out, double[] weight, double[] bias) {
        channels = (int) in.get(0);
        rows = (int) out.get(0);
        groups = geometry.groups();
        positionsIn = Math.toIntExact(in.slice(1).size());
        positionsOut = Math.toIntExact(out.slice(1).size());
        taps = Math.toIntExact(geometry.kernel().size());
        this.bias = bias.clone();
        reached = reached(geometry, in.slice(1), out.slice(1));
        int perGroup = rows / groups;
        int channelsPerGroup = channels / groups;
        kernel = new double[weight.length];
        for (int c = 0; c < channels; c++) {
            int group = c / channelsPerGroup;
            for (int t = 0; t < taps; t++) {
                for (int r = 0; r < perGroup; r++) {
                    int row = group * perGroup + r;
                    kernel[(c * taps + t) * perGroup + r] =
                            weight[(row * channelsPerGroup + c % channelsPerGroup) * taps + t];
                }
            }
        }
    }

    private int[] reached(ConvolutionGeometry geometry, Shape in, Shape out) {
        int[] result = new int[positionsIn * taps];
        Arrays.fill(result, -1);
        for (int o = 0; o < positionsOut; o++) {
            for (int t = 0; t < taps; t++) {
                int position = position(geometry, in, out, o, t);
                if (position >= 0) {
                    result[position * taps + t] = o;
                }
            }
        }
        return result;
    }

    private static int position(ConvolutionGeometry geometry, Shape in, Shape out, int o, int t) {
        int outRest = o;
        int tapRest = t;
        int position = 0;
        int inner = 1;
        for (int a = in.dimension() - 1; a >= 0; a--) {
            int at =
                    (int)
                            (outRest % out.get(a) * geometry.stride().get(a)
                                    + tapRest
                                            % geometry.kernel().get(a)
                                            * geometry.dilation().get(a)
                                    - geometry.padding().get(a));
            if (at < 0 || at >= in.get(a)) {
                return -1;
            }
            position += at * inner;
            inner *= (int) in.get(a);
            outRest /= (int) out.get(a);
            tapRest /= (int) geometry.kernel().get(a);
        }
        return position;
    }

    @Override
    public int inputs() {
        return channels * positionsIn;
    }

    @Override
    public int outputs() {
        return rows * positionsOut;
    }

    @Override
    public long multiplications() {
        return (long) inputs() * taps * (rows / groups);
    }

    @Override
    public void addConstant(double[] out, int at) {
        for (int i = 0; bias.length > 0 && i < outputs(); i++) {
            out[at + i] += bias[i / positionsOut];
        }
    }

    @Override
    public void addColumn(int input, double[] in, double[] out, int planes) {
        int channel = input / positionsIn;
        int position = input % positionsIn;
        int perGroup = rows / groups;
        int firstRow = channel / (channels / groups) * perGroup;
        for (int plane = 0; plane < planes; plane++) {
            double x = in[plane * inputs() + input];
            for (int t = 0; x != 0 && t < taps; t++) {
                int o = reached[position * taps + t];
                if (o < 0) {
                    continue;
                }
                int at = plane * outputs() + firstRow * positionsOut + o;
                int from = (channel * taps + t) * perGroup;
                for (int r = 0; r < perGroup; r++) {
                    out[at + r * positionsOut] += kernel[from + r] * x;
                }
            }
        }
    }
}
