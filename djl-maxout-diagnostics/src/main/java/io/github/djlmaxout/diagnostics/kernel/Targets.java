// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

import io.github.djlmaxout.diagnostics.internal.Entries;

import java.util.Arrays;
import java.util.Optional;

/** The labels of a batch, as what a kernel may be aligned with. */
final class Targets {

    private Targets() {}

    /**
     * Whole numbers, one for each sample, are classes; anything else with a row for each of the
     * first samples is a target.
     */
    static Optional<KernelAlignment> alignment(KernelMatrix kernel, NDList labels, long batch) {
        if (labels.isEmpty()) {
            return Optional.empty();
        }
        NDArray array = labels.head();
        if (array.getShape().dimension() == 0 || array.getShape().get(0) != batch) {
            return Optional.empty();
        }
        double[] values = Entries.all(array);
        int samples = kernel.samples();
        if (values.length == batch && Arrays.stream(values).allMatch(v -> v == Math.rint(v))) {
            int[] classes = Arrays.stream(values).limit(samples).mapToInt(v -> (int) v).toArray();
            return Optional.of(KernelAlignment.withClasses(kernel, classes));
        }
        int width = values.length / Math.toIntExact(batch);
        double[][] targets = new double[samples][];
        for (int i = 0; i < samples; i++) {
            targets[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
        }
        return Optional.of(KernelAlignment.withTargets(kernel, targets));
    }
}
