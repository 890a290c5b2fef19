// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import ai.djl.ndarray.types.Shape;

/** Rows of numbers with a label each. */
final class TableRows implements Samples {

    private final float[][] rows;
    private final int[] labels;
    private final int classes;

    /**
     * Makes a table.
     *
     * @param rows the values, all rows of one length; kept, not copied
     * @param labels a label a row
     * @param classes the number of classes
     */
    TableRows(float[][] rows, int[] labels, int classes) {
        this.rows = rows;
        this.labels = labels;
        this.classes = classes;
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public Shape shape() {
        return new Shape(rows[0].length);
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public void read(int index, float[] target, int offset) {
        System.arraycopy(rows[index], 0, target, offset, rows[index].length);
    }
}
