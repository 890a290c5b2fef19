// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

/**
 * How a kernel will be computed within a limit of memory.
 *
 * @param tiling how it is cut
 * @param cost what it costs
 */
record KernelPlan(Tiling tiling, KernelCost cost) {

    /**
     * More rows at once make a pass no faster: they leave the caches. Measured on a network of
     * 25,610 parameters, see KernelBenchmark.
     */
    private static final int ROWS_OF_A_TILE = 2560;

    /**
     * Smaller tiles are not chosen to save passes: each costs some milliseconds of calls, more than
     * it saves.
     */
    private static final int LEAST_TILE = 64;

    static KernelPlan of(
            NetworkSize size,
            OutputContraction contraction,
            int outputs,
            int samples,
            int others,
            boolean symmetric,
            long limit) {
        int rows = contraction == OutputContraction.PER_OUTPUT ? 1 : outputs;
        long resultBytes = resultBytes(contraction, outputs, samples, others, limit);
        double left = (double) limit - resultBytes;
        int tile = Math.min(Math.max(samples, others), Math.max(1, ROWS_OF_A_TILE / rows));
        while (tile > 1 && workingBytes(size, contraction, rows, tile, 1) > left) {
            tile = (tile + 1) / 2;
        }
        double least = workingBytes(size, contraction, rows, tile, 1);
        if (least > left) {
            throw new IllegalArgumentException(
                    "The memory limit is "
                            + limit
                            + " bytes, but the kernel takes "
                            + resultBytes
                            + " and one sample with its "
                            + outputs
                            + " outputs about "
                            + (long) least
                            + " beyond it: raise the limit, choose PER_OUTPUT, or leave parameters"
                            + " out.");
        }
        Tiling tiling = tiling(size, contraction, rows, samples, others, symmetric, tile, left);
        double working = workingBytes(size, contraction, rows, tiling.tile(), tiling.group());
        return new KernelPlan(
                tiling, cost(tiling, size, contraction, outputs, resultBytes, (long) working));
    }

    /** The largest tiles of those with which the fewest samples are differentiated again. */
    private static Tiling tiling(
            NetworkSize size,
            OutputContraction contraction,
            int rows,
            int samples,
            int others,
            boolean symmetric,
            int largest,
            double left) {
        Tiling best = null;
        for (int tile = largest; best == null || tile >= LEAST_TILE; tile = (tile + 1) / 2) {
            int tiles = (samples + tile - 1) / tile;
            double least = workingBytes(size, contraction, rows, tile, 1);
            double more = tile * size.keptBytes(rows);
            int group = (int) Math.min(tiles, 1 + Math.floor((left - least) / more));
            Tiling tiling = new Tiling(samples, others, symmetric, tile, group);
            if (best == null || tiling.passedSamples() < best.passedSamples()) {
                best = tiling;
            }
        }
        return best;
    }

    private static double workingBytes(
            NetworkSize size, OutputContraction contraction, int rows, int tile, int group) {
        double kept = tile * size.keptBytes(rows);
        double passing =
                Math.max(tile * size.passBytes(rows), size.productBytes(tile, rows, contraction));
        return (group + 1) * kept + passing;
    }

    private static long resultBytes(
            OutputContraction contraction, int outputs, int samples, int others, long limit) {
        long rows = contraction.rows(outputs);
        double entries = (double) samples * rows * others * rows;
        double bytes = 8 * entries * contraction.matrices(outputs);
        if (bytes > limit || entries > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "The kernel of "
                            + samples
                            + " x "
                            + others
                            + " samples and "
                            + outputs
                            + " outputs takes "
                            + (long) bytes
                            + " bytes as "
                            + contraction
                            + ", but the memory limit is "
                            + limit
                            + " and a matrix holds 2147483639 numbers at most: take fewer samples,"
                            + " contract the outputs by TRACE, or raise the limit.");
        }
        return (long) bytes;
    }

    private static KernelCost cost(
            Tiling tiling,
            NetworkSize size,
            OutputContraction contraction,
            int outputs,
            long resultBytes,
            long workingBytes) {
        boolean perOutput = contraction == OutputContraction.PER_OUTPUT;
        long passes = tiling.passedSamples() * outputs;
        double pairs = (double) tiling.samples() * tiling.others();
        if (tiling.symmetric()) {
            pairs = (pairs + (double) tiling.samples() * tiling.tile()) / 2;
        }
        // Both tiles of a block make their gradients explicit.
        double explicit =
                2.0 * tiling.blocks() * tiling.tile() * outputs * size.explicitMultiplications();
        double multiplications =
                passes * size.passMultiplications()
                        + explicit
                        + pairs * size.productMultiplications(outputs, contraction);
        return new KernelCost(
                tiling.samples(),
                tiling.others(),
                outputs,
                size.parameters(),
                tiling.tile(),
                tiling.blocks() * (perOutput ? outputs : 1),
                passes,
                multiplications,
                resultBytes,
                workingBytes);
    }
}
