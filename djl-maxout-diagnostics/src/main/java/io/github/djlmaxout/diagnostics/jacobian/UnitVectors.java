// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** Random unit vectors from a seed. */
final class UnitVectors {

    private final UniformRandomProvider random;

    UnitVectors(long seed) {
        random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    }

    /** Uniform on the sphere. */
    double[] next(int size) {
        return Vectors.unit(Vectors.gaussian(size, random));
    }

    /** Uniform on the unit vectors orthogonal to a unit vector, of which there must be some. */
    double[] across(double[] unit) {
        double[] vector = next(unit.length);
        // Twice, since the first time leaves what rounding makes of a vector close to the other.
        vector = Vectors.combined(1, vector, -Vectors.dot(vector, unit), unit);
        vector = Vectors.combined(1, vector, -Vectors.dot(vector, unit), unit);
        return Vectors.unit(vector);
    }

    /** {@code cos(a) x + sin(a) w} with {@code w} from {@link #across}. */
    double[] at(double angle, double[] unit) {
        return Vectors.combined(Math.cos(angle), unit, Math.sin(angle), across(unit));
    }
}
