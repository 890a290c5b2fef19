package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;

/**
 * How much of a convolution's kernel lies inside the input, on average over the output positions.
 *
 * <p>With size {@code L}, kernel {@code k}, stride {@code s}, padding {@code p} and dilation {@code
 * d} along an axis, tap {@code t} of output {@code o} reads position {@code s o + d t - p}, which
 * is inside if it is in {@code 0..L-1}. The axes are independent, so that the shares multiply.
 *
 * @param kernel the size of the kernel along each spatial axis
 * @param stride the stride
 * @param padding the zeros at both ends
 * @param dilation the spacing of the taps
 */
record KernelCoverage(Shape kernel, Shape stride, Shape padding, Shape dilation) {

    /**
     * Returns the mean share of taps inside an input with these spatial sizes.
     *
     * @throws IllegalArgumentException if the kernel is larger than the padded input
     */
    double share(Shape sizes) {
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
