// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import io.github.djlmaxout.diagnostics.probe.LayerJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkJacobian;

import java.util.List;

/** A kernel that is put together from blocks. */
final class KernelBlocks {

    private final OutputContraction contraction;
    private final Tiling tiling;
    private final int outputs;
    private final double[][] values;

    KernelBlocks(OutputContraction contraction, Tiling tiling, int outputs) {
        this.contraction = contraction;
        this.tiling = tiling;
        this.outputs = outputs;
        int rows = contraction.rows(outputs);
        int size = tiling.samples() * rows * tiling.others() * rows;
        values = new double[contraction.matrices(outputs)][size];
    }

    /**
     * Adds the block of two tiles.
     *
     * @param matrix which matrix
     * @param rowTile the number of the tile along the rows
     * @param row the gradients there
     * @param columnTile the number of the tile along the columns
     * @param column the gradients there; the same object for the same tile
     */
    void add(int matrix, int rowTile, NetworkJacobian row, int columnTile, NetworkJacobian column) {
        double[] block = products(row, column);
        int perSample = contraction.rows(outputs);
        int width = column.samples() * perSample;
        int height = row.samples() * perSample;
        int top = rowTile * tiling.tile() * perSample;
        int left = columnTile * tiling.tile() * perSample;
        int columns = tiling.others() * perSample;
        double divisor = contraction == OutputContraction.TRACE ? outputs : 1;
        double[] target = values[matrix];
        for (int i = 0; i < height; i++) {
            // On the diagonal half of the block, so that both halves are the same to the last bit.
            int start = tiling.symmetric() && rowTile == columnTile ? i : 0;
            for (int j = start; j < width; j++) {
                double value = block.length == 0 ? 0 : block[i * width + j] / divisor;
                target[(top + i) * columns + left + j] = value;
                if (tiling.symmetric()) {
                    target[(left + j) * columns + top + i] = value;
                }
            }
        }
    }

    /** Of all layers; empty if there are none. */
    private double[] products(NetworkJacobian row, NetworkJacobian column) {
        List<LayerJacobian> layers = row.layers();
        if (layers.isEmpty()) {
            return new double[0];
        }
        NDManager manager = row.outputs().getManager();
        try (NDManager scratch = manager.newSubManager()) {
            NDArray sum = null;
            for (int i = 0; i < layers.size(); i++) {
                LayerJacobian layer = layers.get(i);
                LayerJacobian other = column.layers().get(i);
                NDArray part =
                        contraction == OutputContraction.TRACE
                                ? layer.traces(other)
                                : layer.products(other);
                part.attach(scratch);
                if (sum == null) {
                    sum = part;
                } else {
                    sum.addi(part);
                    part.close();
                }
            }
            return sum.toDoubleArray();
        }
    }

    KernelMatrix finish() {
        return new KernelMatrix(
                contraction,
                tiling.samples(),
                tiling.others(),
                outputs,
                tiling.symmetric(),
                values);
    }
}
