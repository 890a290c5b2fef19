// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** Compares arrays of numbers, each with a bound of its own. */
public final class Near {

    private Near() {}

    public static void assertNear(double[] actual, double[] expected, double[] bound, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            // Not the other way round: a NaN is never near.
            if (!(Math.abs(actual[i] - expected[i]) <= bound[i])) {
                fail(
                        "%s: value %d is %s, expected %s within %s",
                        what, i, actual[i], expected[i], bound[i]);
            }
        }
    }

    public static void assertNear(
            double[] actual, double[] expected, double relative, String what) {
        assertNear(actual, expected, Point.map(expected, v -> relative * Math.abs(v)), what);
    }
}
