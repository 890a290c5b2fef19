// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import io.github.djlmaxout.diagnostics.internal.Vectors;

/**
 * How far a kernel is from another one, such as that at the start of training or that of infinite
 * width. With {@code |A|} the Frobenius norm:
 *
 * <ul>
 *   <li>{@code relative = |K - K_0| / |K_0|}: 0 as long as training is that of a linear model
 *   <li>{@code turn = 1 - <K, K_0> / (|K| |K_0|)}: the change but for scale
 * </ul>
 *
 * <p>Equal kernels have the drift 0, {@code turn} also without rounding. From a kernel of zeros the
 * relative one is infinite, or 0 to another of zeros, and the turn NaN. NaN where a number is.
 *
 * <p>Source of the second: S. Fort et al., <i>Deep learning versus kernel learning</i>, arXiv
 * 2010.15110, kernel distance.
 *
 * @param relative the norm of the difference over that of the other kernel
 * @param turn one less the cosine between both, from 0 to 1 for kernels without negative
 *     eigenvalues
 */
public record KernelDrift(double relative, double turn) {

    /**
     * Returns how far a kernel is from another.
     *
     * @param kernel the kernel {@code K}
     * @param other the kernel {@code K_0}, of the same samples
     * @return the drift; if both differ in what became of the outputs, of the means over them
     * @throws IllegalArgumentException if they have other numbers of samples
     */
    public static KernelDrift between(KernelMatrix kernel, KernelMatrix other) {
        if (kernel.samples() != other.samples() || kernel.otherSamples() != other.otherSamples()) {
            throw new IllegalArgumentException(
                    kernel + " and " + other + " differ in samples: compute both for the same.");
        }
        if (kernel.contraction() != other.contraction() || kernel.outputs() != other.outputs()) {
            return between(kernel.contracted().read(0), other.contracted().read(0));
        }
        return between(joined(kernel), joined(other));
    }

    private static double[] joined(KernelMatrix kernel) {
        if (kernel.matrices() == 1) {
            return kernel.read(0);
        }
        int size = kernel.rows() * kernel.columns();
        double[] all = new double[Math.multiplyExact(kernel.matrices(), size)];
        for (int i = 0; i < kernel.matrices(); i++) {
            System.arraycopy(kernel.read(i), 0, all, i * size, size);
        }
        return all;
    }

    private static KernelDrift between(double[] kernel, double[] other) {
        double a = Vectors.largest(kernel);
        double b = Vectors.largest(other);
        if (a == 0 && b == 0) {
            return new KernelDrift(0, Double.NaN);
        }
        double norm = Vectors.norm(kernel);
        double otherNorm = Vectors.norm(other);
        double scale = Math.max(a, b);
        double differences = 0;
        double turns = 0;
        for (int i = 0; i < kernel.length; i++) {
            double difference = kernel[i] / scale - other[i] / scale;
            // 1 - cos t = 2 sin^2 (t / 2), which keeps all digits of a small one
            double turn = kernel[i] / norm - other[i] / otherNorm;
            differences += difference * difference;
            turns += turn * turn;
        }
        return new KernelDrift(Math.sqrt(differences) / (otherNorm / scale), turns / 2);
    }
}
