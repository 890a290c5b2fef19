// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.probe.NetworkJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.SampleCut;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Goes through the blocks of a kernel, differentiating tile by tile. */
final class KernelComputation {

    private final NetworkWalk walk;
    private final OutputContraction contraction;
    private final Predicate<Parameter> which;
    private final KernelProgress progress;
    private final Tiling tiling;
    private final Shape output;
    private final NDArray rows;
    private final NDArray columns;
    private long done;

    KernelComputation(
            NetworkWalk walk,
            OutputContraction contraction,
            Predicate<Parameter> which,
            KernelProgress progress,
            Tiling tiling,
            Shape output,
            NDArray rows,
            NDArray columns) {
        this.walk = walk;
        this.contraction = contraction;
        this.which = which;
        this.progress = progress;
        this.tiling = tiling;
        this.output = output;
        this.rows = rows;
        this.columns = columns;
    }

    KernelMatrix run() {
        int outputs = Math.toIntExact(output.slice(1).size());
        KernelBlocks blocks = new KernelBlocks(contraction, tiling, outputs);
        int matrices = contraction.matrices(outputs);
        for (int matrix = 0; matrix < matrices; matrix++) {
            for (int first = 0; first < tiling.rowTiles(); first += tiling.group()) {
                addGroup(blocks, matrix, first);
            }
        }
        return blocks.finish();
    }

    /** All blocks of a group of tiles with those that come after, or with all others. */
    private void addGroup(KernelBlocks blocks, int matrix, int first) {
        int last = Math.min(first + tiling.group(), tiling.rowTiles());
        List<NetworkJacobian> kept = new ArrayList<>();
        try {
            for (int i = first; i < last; i++) {
                NetworkJacobian made = differentiate(rows, i, matrix);
                kept.add(made);
                if (tiling.symmetric()) {
                    addColumn(blocks, matrix, first, kept, i, made);
                }
            }
            for (int j = tiling.symmetric() ? last : 0; j < tiling.columnTiles(); j++) {
                try (NetworkJacobian passing = differentiate(columns, j, matrix)) {
                    addColumn(blocks, matrix, first, kept, j, passing);
                }
            }
        } finally {
            kept.forEach(NetworkJacobian::close);
        }
    }

    private void addColumn(
            KernelBlocks blocks,
            int matrix,
            int first,
            List<NetworkJacobian> kept,
            int columnTile,
            NetworkJacobian column) {
        for (int i = 0; i < kept.size(); i++) {
            blocks.add(matrix, first + i, kept.get(i), columnTile, column);
            done++;
            int outputs = contraction.matrices(Math.toIntExact(output.slice(1).size()));
            progress.reached(done, tiling.blocks() * outputs);
        }
    }

    private NetworkJacobian differentiate(NDArray batch, int tile, int matrix) {
        long samples = batch.getShape().get(0);
        long from = (long) tile * tiling.tile();
        long to = Math.min(samples, from + tiling.tile());
        try (NDManager scratch = batch.getManager().newSubManager()) {
            NDList input = SampleCut.of(new NDList(batch), from, to - from, scratch);
            if (contraction != OutputContraction.PER_OUTPUT) {
                return walk.jacobian(input, which);
            }
            return walk.gradients(input, cotangent(scratch, to - from, matrix), which);
        }
    }

    /** 1 at one output of each sample. */
    private NDArray cotangent(NDManager manager, long samples, int chosen) {
        int outputs = Math.toIntExact(output.slice(1).size());
        double[] ones = new double[Math.toIntExact(samples * outputs)];
        for (int s = 0; s < samples; s++) {
            ones[s * outputs + chosen] = 1;
        }
        return manager.create(ones, new Shape(samples).addAll(output.slice(1)))
                .toType(DataType.FLOAT64, false);
    }
}
