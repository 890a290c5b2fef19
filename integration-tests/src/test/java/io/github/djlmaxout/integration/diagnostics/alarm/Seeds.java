// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.alarm;

import java.util.Arrays;
import java.util.stream.LongStream;

/** The seeds of the tests that try several. */
final class Seeds {

    /** Where others than the usual ones are wanted, such as {@code 4,5,6}. */
    private static final String PROPERTY = "djlmaxout.seeds";

    private Seeds() {}

    static LongStream ofLongTests() {
        return Arrays.stream(System.getProperty(PROPERTY, "1,2,3").split(",", -1))
                .mapToLong(seed -> Long.parseLong(seed.strip()));
    }
}
