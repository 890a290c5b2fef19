package io.github.djlmaxout.examples.data;

import ai.djl.ndarray.types.Shape;

/**
 * Rows of numbers with a label each.
 *
 * @param rows the values, all rows of one length; kept, not copied
 * @param labels a label a row
 * @param classes the number of classes
 */
record TableRows(float[][] rows, int[] labels, int classes) implements Samples {

    @Override
    public int size() {
        return rows.length;
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
