// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import io.github.djlmaxout.diagnostics.internal.Vectors;

/**
 * How well a kernel fits what is to be learned: the cosine between the matrices of the kernel and
 * of the targets.
 *
 * <pre>
 * plain   = &lt;K, T&gt; / (|K| |T|),       T = Y Y'
 * centred = &lt;H K H, H T H&gt; / (|H K H| |H T H|),   H = I - 1 1' / N
 * </pre>
 *
 * with {@code <A, B>} the sum of the products of the entries, {@code |A|} the Frobenius norm, and
 * {@code Y} of shape {@code (N, C)} the targets: for classes 1 in the column of its class, 0
 * elsewhere, so that {@code T} is 1 for two samples of the same class and 0 for others. 1 means
 * that samples are alike exactly if their targets are. The plain one is high for any kernel with a
 * large mean and few classes; centring takes the mean out, and makes it the same for other codes of
 * two classes, such as -1 and 1.
 *
 * <p>Of kernels with several outputs the mean over them counts, {@link KernelMatrix#contracted}.
 * NaN where a matrix is zero (the centred ones are for one sample, one class, or a constant kernel)
 * or not finite. Cost: {@code C N^2}.
 *
 * <p>Source: N. Cristianini et al., <i>On Kernel-Target Alignment</i>, 2001; centred: C. Cortes, M.
 * Mohri, A. Rostamizadeh, <i>Algorithms for Learning Kernels Based on Centered Alignment</i>, JMLR
 * 13, 2012, definition 4.
 *
 * @param plain the cosine, from -1 to 1; 0 or more for kernels without negative eigenvalues
 * @param centred the cosine of the centred matrices
 */
public record KernelAlignment(double plain, double centred) {

    /**
     * Returns the alignment with classes.
     *
     * @param kernel the kernel of one batch
     * @param classes the class of each sample, any numbers
     * @return the alignment
     * @throws IllegalArgumentException if there are not as many classes as samples, or the kernel
     *     is one of two batches
     */
    public static KernelAlignment withClasses(KernelMatrix kernel, int... classes) {
        check(kernel, classes.length);
        int n = classes.length;
        double[] products = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                products[i * n + j] = classes[i] == classes[j] ? 1 : 0;
            }
        }
        return between(kernel.contracted().read(0), products);
    }

    /**
     * Returns the alignment with targets of any kind.
     *
     * @param kernel the kernel of one batch
     * @param targets the targets, of shape {@code (N, C)}
     * @return the alignment
     * @throws IllegalArgumentException if there are not as many rows as samples or rows differ in
     *     length, or the kernel is one of two batches
     */
    public static KernelAlignment withTargets(KernelMatrix kernel, double[][] targets) {
        check(kernel, targets.length);
        int n = targets.length;
        double[] products = new double[n * n];
        for (int i = 0; i < n; i++) {
            if (targets[i].length != targets[0].length) {
                throw new IllegalArgumentException(
                        "Sample "
                                + i
                                + " has "
                                + targets[i].length
                                + " targets, but the first has "
                                + targets[0].length
                                + ": give each sample as many.");
            }
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int c = 0; c < targets[i].length; c++) {
                    sum += targets[i][c] * targets[j][c];
                }
                products[i * n + j] = sum;
                products[j * n + i] = sum;
            }
        }
        return between(kernel.contracted().read(0), products);
    }

    private static void check(KernelMatrix kernel, int targets) {
        if (!kernel.isSymmetric()) {
            throw new IllegalArgumentException(
                    kernel
                            + " is one of two batches, but alignment is that of one: compute it so.");
        }
        if (targets != kernel.samples()) {
            throw new IllegalArgumentException(
                    "There are "
                            + targets
                            + " targets, but "
                            + kernel.samples()
                            + " samples: give one for each.");
        }
    }

    private static KernelAlignment between(double[] kernel, double[] targets) {
        return new KernelAlignment(
                cosine(kernel, targets), cosine(centred(kernel), centred(targets)));
    }

    /** Scaled first: squares neither overflow nor vanish. */
    static double cosine(double[] first, double[] second) {
        double a = Vectors.largest(first);
        double b = Vectors.largest(second);
        double product = 0;
        double squares = 0;
        double others = 0;
        for (int i = 0; i < first.length; i++) {
            double x = first[i] / a;
            double y = second[i] / b;
            product += x * y;
            squares += x * x;
            others += y * y;
        }
        return product / Math.sqrt(squares) / Math.sqrt(others);
    }

    /** What rounding leaves of a constant matrix is zero. */
    private static double[] centred(double... matrix) {
        int n = (int) Math.round(Math.sqrt(matrix.length));
        double[] means = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                means[i] += matrix[i * n + j] / n;
            }
            mean += means[i] / n;
        }
        double noise = n * Math.ulp(1.0) * Vectors.largest(matrix);
        double[] centred = new double[matrix.length];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double value = matrix[i * n + j] - means[i] - means[j] + mean;
                centred[i * n + j] = Math.abs(value) <= noise ? 0 : value;
            }
        }
        return centred;
    }
}
