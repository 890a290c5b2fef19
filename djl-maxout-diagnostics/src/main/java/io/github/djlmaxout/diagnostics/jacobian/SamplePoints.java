// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.internal.Entries;

import java.util.Arrays;
import java.util.List;

/** The samples of a batch as points, in double, and the way back to arrays. */
final class SamplePoints {

    private final Shape shape;
    private final double[][] points;

    private SamplePoints(Shape shape, double[][] points) {
        this.shape = shape;
        this.points = points;
    }

    /**
     * Reads the first samples of a batch.
     *
     * @throws IllegalArgumentException if it is not one array of real numbers with a sample in it
     */
    static SamplePoints of(NDList batch, int most) {
        if (batch.size() != 1) {
            throw new IllegalArgumentException(
                    "The batch has "
                            + batch.size()
                            + " arrays, but Jacobians are of networks with one input: pass new"
                            + " NDList(array).");
        }
        NDArray array = batch.head();
        Shape shape = array.getShape();
        if (shape.dimension() == 0 || shape.size() == 0) {
            throw new IllegalArgumentException(
                    "The batch has shape "
                            + shape
                            + ", but must hold at least one sample along its first axis.");
        }
        if (!array.getDataType().isFloating()) {
            throw new IllegalArgumentException(
                    "The batch has type "
                            + array.getDataType()
                            + ", but there are derivatives with respect to real numbers only: float32"
                            + " or float64.");
        }
        int samples = (int) Math.min(shape.get(0), most);
        int size = Math.toIntExact(shape.size() / shape.get(0));
        double[] entries = Entries.first(array, samples * size);
        double[][] points = new double[samples][];
        for (int i = 0; i < samples; i++) {
            points[i] = Arrays.copyOfRange(entries, i * size, (i + 1) * size);
        }
        return new SamplePoints(shape.slice(1), points);
    }

    /** How many there are. */
    int count() {
        return points.length;
    }

    /** The number of values of each, {@code D}. */
    int size() {
        return points[0].length;
    }

    double[] point(int sample) {
        return points[sample];
    }

    /** The shape of one sample, without the axis of the batch. */
    Shape shape() {
        return shape;
    }

    /** A batch of float64 of some points of this size. */
    NDList batch(List<double[]> rows, NDManager manager) {
        double[] entries = new double[rows.size() * size()];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, entries, i * size(), size());
        }
        return new NDList(manager.create(entries, new Shape(rows.size()).addAll(shape)));
    }
}
