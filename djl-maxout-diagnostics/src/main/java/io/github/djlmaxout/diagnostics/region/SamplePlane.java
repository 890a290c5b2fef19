// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.internal.Entries;
import io.github.djlmaxout.internal.SignificantDigits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The plane through three samples of a batch, of different classes if there are labels that allow
 * it.
 *
 * @param slice the slice through them
 * @param samples all inputs of each of the three in one row
 * @param names what to call each
 */
record SamplePlane(Slice slice, List<double[]> samples, List<String> names) {

    /**
     * Chooses the first three samples that have different classes, or as many classes as there are.
     *
     * @param batch the inputs, one array
     * @param labels the labels: class numbers, or one column a class; may be empty
     * @throws IllegalArgumentException if there are several inputs, less than three samples, or no
     *     three that span a plane
     */
    static SamplePlane of(NDList batch, NDList labels) {
        if (batch.size() != 1) {
            throw new IllegalArgumentException(
                    "The network has "
                            + batch.size()
                            + " inputs; linear regions are looked for in networks of one input.");
        }
        NDArray inputs = batch.head();
        Shape shape = inputs.getShape();
        int count = Math.toIntExact(shape.get(0));
        if (count < 3) {
            throw new IllegalArgumentException(
                    "The probe batch has "
                            + count
                            + " samples, but a plane needs three: probe with a larger batch.");
        }
        double[] values = Entries.all(inputs);
        int size = values.length / count;
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(Arrays.copyOfRange(values, i * size, (i + 1) * size));
        }
        return of(rows, classes(labels, count));
    }

    private static SamplePlane of(List<double[]> rows, List<String> classes) {
        for (int different = 3; different >= 1; different--) {
            for (int second = 1; second < rows.size(); second++) {
                for (int third = second + 1; third < rows.size(); third++) {
                    List<String> names =
                            List.of(classes.get(0), classes.get(second), classes.get(third));
                    if (names.stream().distinct().count() < different) {
                        continue;
                    }
                    List<double[]> samples =
                            List.of(rows.get(0), rows.get(second), rows.get(third));
                    try {
                        return new SamplePlane(
                                Slice.through(samples.get(0), samples.get(1), samples.get(2)),
                                samples,
                                names);
                    } catch (IllegalArgumentException e) {
                        // On one line, for example because two are the same: the next may not be.
                    }
                }
            }
        }
        throw new IllegalArgumentException(
                "No three samples of the probe batch span a plane: probe with another batch.");
    }

    private static List<String> classes(NDList labels, int count) {
        List<String> classes = new ArrayList<>();
        double[] values = labels.size() == 1 ? Entries.all(labels.head()) : new double[0];
        int columns = values.length / count;
        for (int i = 0; i < count; i++) {
            if (columns == 0) {
                classes.add("");
                continue;
            }
            int largest = 0;
            for (int c = 1; c < columns; c++) {
                largest = values[i * columns + c] > values[i * columns + largest] ? c : largest;
            }
            classes.add(
                    columns == 1
                            ? "class " + SignificantDigits.of(values[i], 6)
                            : "class " + largest);
        }
        return classes;
    }
}
