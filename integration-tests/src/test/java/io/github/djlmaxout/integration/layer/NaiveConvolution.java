// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.List;

/**
 * A convolution over any number of axes in plain loops, by its definition: position {@code p} of
 * the output reads the input at {@code p * stride - padding + q * dilation} for every position
 * {@code q} of the kernel, zero outside.
 */
record NaiveConvolution(
        Shape input,
        int outputs,
        Shape kernel,
        Shape stride,
        Shape padding,
        Shape dilation,
        int groups)
        implements NaiveAffine {

    private int channelsOfGroup() {
        return (int) input.get(1) / groups;
    }

    @Override
    public Shape weight() {
        return new Shape(outputs, channelsOfGroup()).addAll(kernel);
    }

    @Override
    public Shape output() {
        return new Shape(input.get(0), outputs).addAll(positions());
    }

    /** Counts the positions at which the kernel lies within the padded input. */
    private Shape positions() {
        long[] sizes = new long[kernel.dimension()];
        for (int a = 0; a < sizes.length; a++) {
            long last = (kernel.get(a) - 1) * dilation.get(a);
            for (long p = 0; p + last < input.get(a + 2) + 2 * padding.get(a); p += stride.get(a)) {
                sizes[a]++;
            }
        }
        return new Shape(sizes);
    }

    @Override
    public int channelAxis() {
        return 1;
    }

    @Override
    public void forEachProduct(Products products) {
        Shape size = input.slice(2);
        Shape positions = positions();
        List<long[]> kernelPositions = all(kernel);
        for (long[] p : all(positions)) {
            for (long[] q : kernelPositions) {
                long[] at = new long[p.length];
                boolean inside = true;
                for (int a = 0; a < at.length; a++) {
                    at[a] = p[a] * stride.get(a) - padding.get(a) + q[a] * dilation.get(a);
                    inside &= at[a] >= 0 && at[a] < size.get(a);
                }
                if (inside) {
                    alongChannels(flat(at, size), flat(q, kernel), flat(p, positions), products);
                }
            }
        }
    }

    private void alongChannels(int x, int w, int z, Products products) {
        int inputSize = (int) input.slice(2).size();
        int kernelSize = (int) kernel.size();
        int outputSize = (int) positions().size();
        int channels = (int) input.get(1);
        for (int sample = 0; sample < input.get(0); sample++) {
            for (int o = 0; o < outputs; o++) {
                int group = o / (outputs / groups);
                for (int c = 0; c < channelsOfGroup(); c++) {
                    int channel = group * channelsOfGroup() + c;
                    products.accept(
                            (sample * channels + channel) * inputSize + x,
                            (o * channelsOfGroup() + c) * kernelSize + w,
                            (sample * outputs + o) * outputSize + z);
                }
            }
        }
    }

    private static int flat(long[] index, Shape shape) {
        long flat = 0;
        for (int a = 0; a < index.length; a++) {
            flat = flat * shape.get(a) + index[a];
        }
        return (int) flat;
    }

    private static List<long[]> all(Shape shape) {
        List<long[]> indices = new ArrayList<>();
        for (long i = 0; i < shape.size(); i++) {
            long[] index = new long[shape.dimension()];
            long left = i;
            for (int a = index.length - 1; a >= 0; a--) {
                index[a] = left % shape.get(a);
                left /= shape.get(a);
            }
            indices.add(index);
        }
        return indices;
    }
}
