// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;

import io.github.djlmaxout.diagnostics.region.PiecewiseLinearNetwork;
import io.github.djlmaxout.diagnostics.region.RegionMap;
import io.github.djlmaxout.diagnostics.region.Slice;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.internal.SignificantDigits;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How long it takes to find the linear regions on a plane through three random points, against
 * width, depth, pieces and the number of regions: Markdown on the standard output.
 *
 * <p>All arithmetic is on the JVM, by one thread; the engine only gives the weights. Times are the
 * thread's own, so that others on the machine do not count.
 */
final class RegionBenchmark {

    private static final int INPUTS = 64;

    private final NDManager manager;

    private RegionBenchmark(NDManager manager) {
        this.manager = manager;
    }

    /**
     * Runs the benchmark on an engine.
     *
     * @param args the engine's name; then {@code false} for the small cases only, or {@code
     *     million} for the one of a million regions
     */
    public static void main(String[] args) {
        String cases = args.length > 1 ? args[1] : "true";
        try (NDManager manager = Engine.getEngine(args[0]).newBaseManager()) {
            RegionBenchmark benchmark = new RegionBenchmark(manager);
            benchmark.dense(32, 3, 3, 2, false);
            System.out.println(
                    "| network | K | window | regions | s | regions/s | heap MiB |\n"
                            + "|---|---|---|---|---|---|---|");
            if ("million".equals(cases)) {
                benchmark.dense(1000, 1, 5, 2, true);
                return;
            }
            List<Integer> widths = "true".equals(cases) ? List.of(16, 32, 64, 128) : List.of(16);
            for (int width : widths) {
                benchmark.dense(width, 3, 3, 1, true);
            }
            if ("true".equals(cases)) {
                for (int depth : new int[] {1, 2, 6, 12}) {
                    benchmark.dense(64, depth, 3, 1, true);
                }
                for (int pieces : new int[] {2, 5, 8}) {
                    benchmark.dense(64, 3, pieces, 1, true);
                }
                for (double window : new double[] {0.25, 0.5, 2, 4}) {
                    benchmark.dense(64, 3, 3, window, true);
                }
                benchmark.convolutional(0.05);
                benchmark.convolutional(0.1);
            }
        }
    }

    private void dense(int width, int depth, int pieces, double window, boolean shown) {
        SequentialBlock network = new SequentialBlock();
        for (int units : Collections.nCopies(depth, width)) {
            network.add(MaxoutLinear.builder().setUnits(units).setPieces(pieces).build());
        }
        network.add(Linear.builder().setUnits(10).build());
        String title = String.join("-", Collections.nCopies(depth, String.valueOf(width)));
        time(title, network, new Shape(1, INPUTS), pieces, window, shown);
    }

    private void convolutional(double window) {
        SequentialBlock network = new SequentialBlock();
        for (int filters : new int[] {8, 16}) {
            network.add(
                    MaxoutConv2d.builder()
                            .setFilters(filters)
                            .setPieces(2)
                            .setKernelShape(new Shape(3, 3))
                            .optPadding(new Shape(1, 1))
                            .build());
            network.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
        }
        network.add(Blocks.batchFlattenBlock()).add(Linear.builder().setUnits(10).build());
        time("3x3 8, pool, 3x3 16, pool", network, new Shape(1, 1, 16, 16), 2, window, true);
    }

    private void time(
            String title,
            SequentialBlock network,
            Shape input,
            int pieces,
            double window,
            boolean shown) {
        network.initialize(manager, DataType.FLOAT32, input);
        InitializationPlan.of(network, input, Scheme.maxout()).withSeed(1).apply(network);
        PiecewiseLinearNetwork exact = PiecewiseLinearNetwork.of(network, input);
        SplittableRandom random = new SplittableRandom(2);
        double[][] points = new double[3][exact.inputs()];
        for (double[] point : points) {
            Arrays.setAll(point, i -> random.nextGaussian());
        }
        Slice slice = Slice.through(points[0], points[1], points[2]);
        Slice part = slice.withWindow(window * slice.low(), window * slice.high());
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        RegionMap regions = exact.regions(part);
        long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        double seconds = (end - start) / 1e9;
        if (shown) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %s | %,d | %.2f | %,.0f | %d |%n",
                    title,
                    pieces,
                    SignificantDigits.of(window, 2),
                    regions.activationRegions(),
                    seconds,
                    regions.activationRegions() / seconds,
                    liveMegabytes());
        }
    }

    /** What is in use with the regions still in memory. */
    private static long liveMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }
}
