// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import java.util.ArrayList;
import java.util.List;

/**
 * A growing list of numbers in blocks, so that it never holds itself twice in memory; it has no
 * limit but the memory.
 */
final class DoubleList {

    private static final int BLOCK = 1 << 16;

    private final List<double[]> blocks = new ArrayList<>();
    private long size;

    /** Appends a number. */
    void add(double value) {
        int at = (int) (size % BLOCK);
        if (at == 0) {
            blocks.add(new double[BLOCK]);
        }
        blocks.get(blocks.size() - 1)[at] = value;
        size++;
    }

    /** The number at an index. */
    double get(long index) {
        return blocks.get((int) (index / BLOCK))[(int) (index % BLOCK)];
    }

    /** How many there are. */
    long size() {
        return size;
    }
}
