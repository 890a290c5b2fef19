// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Convolution;

import io.github.djlmaxout.nn.MaxoutConv;

import java.util.Optional;

/**
 * How the kernel of a convolution moves over its input.
 *
 * <p>With size {@code L}, kernel {@code k}, stride {@code s}, padding {@code p} and dilation {@code
 * d} along an axis, tap {@code t} of output {@code o} reads position {@code s o + d t - p}, which
 * is inside if it is in {@code 0..L-1}. The axes are independent.
 *
 * @param kernel the size of the kernel along each spatial axis
 * @param stride the stride
 * @param padding the zeros at both ends
 * @param dilation the spacing of the taps
 * @param groups the groups of channels
 */
public record ConvolutionGeometry(
        Shape kernel, Shape stride, Shape padding, Shape dilation, int groups) {

    /**
     * Reads the geometry of a block.
     *
     * @param block the block
     * @return the geometry; empty if the block is neither DJL's convolution nor this library's
     */
    public static Optional<ConvolutionGeometry> of(Block block) {
        if (block instanceof MaxoutConv conv) {
            return Optional.of(
                    new ConvolutionGeometry(
                            conv.getKernelShape(),
                            conv.getStride(),
                            conv.getPadding(),
                            conv.getDilation(),
                            conv.getGroups()));
        }
        if (block instanceof Convolution conv) {
            return Optional.of(
                    new ConvolutionGeometry(
                            conv.getKernelShape(),
                            conv.getStride(),
                            conv.getPadding(),
                            conv.getDilation(),
                            conv.getGroups()));
        }
        return Optional.empty();
    }

    /**
     * Returns the mean share of taps inside an input with these spatial sizes, over the output
     * positions.
     *
     * @throws IllegalArgumentException if the kernel is larger than the padded input
     */
    double coverage(Shape sizes) {
        double share = 1;
        for (int a = 0; a < kernel.dimension(); a++) {
            long room =
                    sizes.get(a) + 2 * padding.get(a) - dilation.get(a) * (kernel.get(a) - 1) - 1;
            if (room < 0) {
                throw new IllegalArgumentException(
                        "its kernel "
                                + kernel
                                + " with dilation "
                                + dilation
                                + " does not fit into the spatial sizes "
                                + sizes
                                + " with padding "
                                + padding);
            }
            long outputs = room / stride.get(a) + 1;
            long inside = 0;
            for (long o = 0; o < outputs; o++) {
                for (long t = 0; t < kernel.get(a); t++) {
                    long position = stride.get(a) * o + dilation.get(a) * t - padding.get(a);
                    if (position >= 0 && position < sizes.get(a)) {
                        inside++;
                    }
                }
            }
            share *= (double) inside / (outputs * kernel.get(a));
        }
        return share;
    }
}
