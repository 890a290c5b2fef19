// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.internal.Entries;

import java.util.List;
import java.util.Optional;

/** Whether two runs of a network on one input gave the same. */
final class Steadiness {

    /** Sums in another order, by several threads, differ by a hundredth of this. */
    private static final double TOLERANCE = 1e-5;

    private Steadiness() {}

    /** Tells where they differ, in a sentence. */
    static Optional<String> difference(WalkSignals first, WalkSignals second) {
        List<LayerSignal> one = first.signals();
        List<LayerSignal> other = second.signals();
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            if (differ(one.get(i).output(), other.get(i).output())) {
                return Optional.of(sentence(one.get(i).layer()));
            }
        }
        boolean differ = one.size() != other.size();
        if (first.ending().isEmpty() && second.ending().isEmpty()) {
            differ |= first.output().size() != second.output().size();
            for (int i = 0; !differ && i < first.output().size(); i++) {
                differ = differ(first.output().get(i), second.output().get(i));
            }
        }
        return differ ? Optional.of(sentence("the last layer")) : Optional.empty();
    }

    private static String sentence(String layer) {
        return "The network is not probed any more, since it came to another result for the same"
                + " input in evaluation mode, first seen behind "
                + layer
                + ": leave what draws or counts there out with optUnprobed.";
    }

    private static boolean differ(NDArray first, NDArray second) {
        if (!first.getShape().equals(second.getShape())) {
            return true;
        }
        double[] a = Entries.all(first);
        double[] b = Entries.all(second);
        double size = 0;
        double change = 0;
        for (int i = 0; i < a.length; i++) {
            if (Double.compare(a[i], b[i]) != 0) {
                change += (a[i] - b[i]) * (a[i] - b[i]);
            }
            size += a[i] * a[i];
        }
        return Double.isFinite(size) ? !(change <= TOLERANCE * TOLERANCE * size) : !sameKinds(a, b);
    }

    private static boolean sameKinds(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            if (Double.isFinite(a[i]) != Double.isFinite(b[i])) {
                return false;
            }
        }
        return true;
    }
}
