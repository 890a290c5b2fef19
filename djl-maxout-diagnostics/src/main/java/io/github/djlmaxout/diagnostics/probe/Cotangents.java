// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** The weights of the outputs in each row of a derivative. */
interface Cotangents {

    /** The number of rows of a sample. */
    int rows();

    /**
     * Returns the weights of consecutive rows.
     *
     * @param from the first row
     * @param count how many
     * @param manager where the array goes
     * @return an array of shape {@code (count N, O)}, the samples of a row together
     */
    NDArray some(int from, int count, NDManager manager);

    /** One row for each output, which is that output. */
    static Cotangents identity(Shape outputs, DataType type) {
        int samples = Math.toIntExact(outputs.get(0));
        int width = Math.toIntExact(outputs.get(1));
        return new Cotangents() {

            @Override
            public int rows() {
                return width;
            }

            @Override
            public NDArray some(int from, int count, NDManager manager) {
                double[] ones = new double[count * samples * width];
                for (int i = 0; i < count * samples; i++) {
                    ones[i * width + from + i / samples] = 1;
                }
                Shape shape = new Shape((long) count * samples, width);
                return manager.create(ones, shape).toType(type, false);
            }
        };
    }

    /** One row, with given weights. */
    static Cotangents one(NDArray weights) {
        return new Cotangents() {

            @Override
            public int rows() {
                return 1;
            }

            @Override
            public NDArray some(int from, int count, NDManager manager) {
                return weights;
            }
        };
    }
}
