// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.internal.Entries;

import java.util.List;
import java.util.OptionalLong;

/** Counts what is not finite in the arrays of a batch. */
final class BatchArrays {

    private BatchArrays() {}

    /** Hands on the counts of inputs, labels and outputs, of those that can be read. */
    static void observe(long step, HeardBatch batch, Observer observer) {
        NDList labels = batch.answers().stream().findFirst().orElse(batch.labels());
        NDList outputs = batch.predictions().stream().findFirst().orElse(new NDList());
        observe(step, Series.INPUTS_NON_FINITE, batch.data(), observer);
        observe(step, Series.LABELS_NON_FINITE, labels, observer);
        observe(step, Series.OUTPUTS_NON_FINITE, outputs, observer);
    }

    private static void observe(long step, Series series, NDList arrays, Observer observer) {
        count(arrays)
                .ifPresent(
                        count ->
                                observer.accept(
                                        new ScalarObservation(
                                                step, series.label(), Place.NETWORK, count)));
    }

    private static OptionalLong count(List<NDArray> arrays) {
        if (arrays.isEmpty()) {
            return OptionalLong.empty();
        }
        long[] count = new long[1];
        try {
            for (NDArray array : arrays) {
                if (array.getDataType().isFloating()) {
                    Entries.read(
                            array,
                            (block, length) -> {
                                for (int i = 0; i < length; i++) {
                                    count[0] += Double.isFinite(block[i]) ? 0 : 1;
                                }
                            });
                }
            }
        } catch (RuntimeException e) {
            // Closed by the loop, or of a type that cannot be read: then it is not known.
            return OptionalLong.empty();
        }
        return OptionalLong.of(count[0]);
    }
}
