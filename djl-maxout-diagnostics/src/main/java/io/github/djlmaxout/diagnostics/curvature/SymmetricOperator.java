// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

/** A symmetric matrix of which only products with vectors are known. */
public interface SymmetricOperator {

    /**
     * Returns the number of rows and columns.
     *
     * @return {@code n}, at least 1
     */
    int dimension();

    /**
     * Multiplies a vector by the matrix.
     *
     * @param vector {@code n} numbers, which stay as they are
     * @return {@code A v}, a new array of {@code n} numbers
     */
    double[] apply(double[] vector);
}
