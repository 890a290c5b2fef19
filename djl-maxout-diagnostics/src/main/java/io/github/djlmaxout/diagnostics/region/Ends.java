// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import java.util.Arrays;

/** Where the corners of each region end in the list of all of them. */
final class Ends {

    private long[] ends = new long[1 << 10];
    private int size;

    void add(long end) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size++] = end;
    }

    long get(int region) {
        return ends[region];
    }

    int size() {
        return size;
    }
}
