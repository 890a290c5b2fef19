// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

/** The kernels of one, two and three pieces, which have closed forms. */
enum ClosedKernel implements AngleKernel {
    /** A linear unit: {@code P = 1}, {@code G = rho}. */
    ONE {
        @Override
        public double agreement(double theta) {
            return 1;
        }

        @Override
        public double product(double theta) {
            return Math.cos(theta);
        }
    },

    /** The arc-cosine kernels of order 0 and 1, those of a ReLU unit with c = 2. */
    TWO {
        @Override
        public double agreement(double theta) {
            return 1 - theta / Math.PI;
        }

        @Override
        public double product(double theta) {
            return (Math.sin(theta) + (Math.PI - theta) * Math.cos(theta)) / Math.PI;
        }
    },

    /**
     * From the orthant probability of four normal variables whose correlation matrix is a Kronecker
     * product (M. C. Cheng, <i>The orthant probabilities of four Gaussian variates</i>, 1969), and
     * its integral.
     */
    THREE {
        @Override
        public double agreement(double theta) {
            double rho = Math.cos(theta);
            double full = Math.PI / 2 - theta;
            double half = Math.asin(rho / 2);
            return 3
                    * (1.0 / 16
                            + (Math.PI / 6 + full + half) / (4 * Math.PI)
                            + (Math.PI * Math.PI / 36 + full * full - half * half)
                                    / (4 * Math.PI * Math.PI));
        }

        @Override
        public double product(double theta) {
            double rho = Math.cos(theta);
            double root = Math.sin(theta);
            double full = Math.PI / 2 - theta;
            double h = rho / 2;
            double half = Math.asin(h);
            double halfRoot = Math.sqrt(1 - h * h);
            // The integrals over rho of asin rho, asin(rho/2) and of their squares, from rho = 0.
            double i1 = rho * full + root - 1;
            double i2 = rho * half + 2 * halfRoot - 2;
            double i3 = rho * full * full + 2 * root * full - 2 * rho;
            double i4 = 2 * (h * half * half + 2 * halfRoot * half - 2 * h);
            double fromZero =
                    3
                            * (rho / 16
                                    + (Math.PI / 6 * rho + i1 + i2) / (4 * Math.PI)
                                    + (Math.PI * Math.PI / 36 * rho + i3 - i4)
                                            / (4 * Math.PI * Math.PI));
            return 9 / (4 * Math.PI) + fromZero;
        }
    }
}
