// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

/**
 * The two kernels of a maxout unit as functions of the angle {@code theta = acos rho} between its
 * inputs; both are analytic in the angle, but not in the correlation at 1.
 */
interface AngleKernel {

    /** {@code P_K(cos theta)}, {@code theta} in 0..pi. */
    double agreement(double theta);

    /** {@code G_K(cos theta)}, {@code theta} in 0..pi. */
    double product(double theta);
}
