// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import io.github.djlmaxout.nn.GaussianMaximum;

import java.util.Arrays;

/** How the tables in the resources of these tests write networks. */
public final class ReferenceTable {

    private ReferenceTable() {}

    public static MaxoutNetwork network(String widths, int pieces, String varianceFactor) {
        return MaxoutNetwork.of(
                pieces,
                varianceFactor(varianceFactor, pieces),
                Arrays.stream(widths.split(" ", -1)).mapToLong(Long::parseLong).toArray());
    }

    public static double varianceFactor(String text, int pieces) {
        return text.equals("1/M")
                ? 1 / GaussianMaximum.of(pieces).secondMoment()
                : Double.parseDouble(text);
    }

    public static double fraction(String text) {
        int slash = text.indexOf('/');
        return Double.parseDouble(text.substring(0, slash))
                / Double.parseDouble(text.substring(slash + 1));
    }
}
