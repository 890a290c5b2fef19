// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.kernel.EmpiricalNtk;
import io.github.djlmaxout.diagnostics.kernel.KernelCost;
import io.github.djlmaxout.diagnostics.kernel.KernelMatrix;
import io.github.djlmaxout.diagnostics.kernel.OutputContraction;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Kernels put together from blocks, and what is said of their cost. */
class KernelTilesTest {

    private static final long SEED = 77;

    @OnEachEngine
    void tilesChangeTheKernelByRoundingOnly(String engine) {
        assertTiles(engine, KernelNetworks.dense(3, 3, 8, 7), new Shape(23, 5));
        assertTiles(engine, KernelNetworks.convolution2d(), new Shape(7, 2, 6, 6));
    }

    private static void assertTiles(String engine, Block network, Shape shape) {
        try (KernelTrial trial = new KernelTrial(engine, network, shape, SEED)) {
            for (OutputContraction contraction : OutputContraction.values()) {
                EmpiricalNtk kernel = EmpiricalNtk.of(network, contraction);
                KernelMatrix whole = kernel.compute(trial.input());
                KernelCost ofWhole = kernel.estimate(trial.input());
                assertThat(ofWhole.tileSamples()).isEqualTo(trial.samples());
                long passes = (long) trial.samples() * whole.outputs();
                assertThat(ofWhole.passes()).isEqualTo(passes);
                int tile = trial.samples();
                List<Integer> tiles = new ArrayList<>();
                boolean again = false;
                // from as little as will do to what takes all at once
                for (long memory : limits(kernel, trial, ofWhole)) {
                    EmpiricalNtk limited = kernel.withMemory(memory);
                    KernelCost cost = limited.estimate(trial.input());
                    assertThat(cost.resultBytes() + cost.workingBytes())
                            .isLessThanOrEqualTo(memory);
                    again |= cost.passes() > passes;
                    tiles.add(cost.tileSamples());
                    tile = Math.min(tile, cost.tileSamples());
                    List<Long> reached = new ArrayList<>();
                    KernelMatrix found =
                            limited.withProgress(
                                            (done, all) -> {
                                                assertThat(all).isEqualTo(cost.blocks());
                                                reached.add(done);
                                            })
                                    .compute(trial.input());
                    assertThat(reached).hasSize((int) cost.blocks());
                    assertThat(reached.get(reached.size() - 1)).isEqualTo(cost.blocks());
                    assertSame(found, whole);
                }
                assertThat(tile).as("least of %s", tiles).isEqualTo(1);
                assertThat(again).isTrue();
            }
        }
    }

    private static List<Long> limits(EmpiricalNtk kernel, KernelTrial trial, KernelCost whole) {
        List<Long> limits = new ArrayList<>();
        double memory = whole.resultBytes() + whole.workingBytes();
        while (true) {
            memory *= 0.8;
            try {
                kernel.withMemory((long) memory).estimate(trial.input());
            } catch (IllegalArgumentException e) {
                // every third, and the least
                int last = limits.size() - 1;
                return IntStream.rangeClosed(0, last)
                        .filter(i -> (last - i) % 3 == 0)
                        .mapToObj(limits::get)
                        .toList();
            }
            limits.add((long) memory);
        }
    }

    private static void assertSame(KernelMatrix found, KernelMatrix expected) {
        assertThat(found.rows()).isEqualTo(expected.rows());
        double scale = 1e-12 * expected.spectrum().largest();
        for (int m = 0; m < expected.matrices(); m++) {
            for (int i = 0; i < expected.rows(); i++) {
                for (int j = 0; j < expected.columns(); j++) {
                    assertThat(found.value(m, i, j))
                            .isCloseTo(expected.value(m, i, j), within(scale));
                    assertThat(found.value(m, i, j)).isEqualTo(found.value(m, j, i));
                }
            }
        }
    }

    /** The kernel of two batches is a corner of that of both together. */
    @OnEachEngine
    void twoBatches(String engine) {
        Block network = KernelNetworks.dense(3, 2, 6);
        try (KernelTrial trial = new KernelTrial(engine, network, new Shape(11, 4), SEED)) {
            NDArray x = trial.input().get(new NDIndex(":4, :"));
            NDArray y = trial.input().get(new NDIndex("4:, :"));
            for (OutputContraction contraction : OutputContraction.values()) {
                EmpiricalNtk kernel = EmpiricalNtk.of(network, contraction);
                KernelMatrix all = kernel.compute(trial.input());
                KernelCost cost = kernel.estimate(x, y);
                assertThat(cost.samples()).isEqualTo(4);
                assertThat(cost.otherSamples()).isEqualTo(7);
                double bytes = cost.resultBytes() + cost.workingBytes();
                for (double share : new double[] {1, 0.5, 0.3}) {
                    KernelMatrix cross = kernel.withMemory((long) (share * bytes)).compute(x, y);
                    assertThat(cross.isSymmetric()).isFalse();
                    int rows = cross.rows() / 4;
                    for (int m = 0; m < cross.matrices(); m++) {
                        for (int i = 0; i < cross.rows(); i++) {
                            for (int j = 0; j < cross.columns(); j++) {
                                double expected = all.value(m, i, 4 * rows + j);
                                assertThat(cross.value(m, i, j))
                                        .isCloseTo(expected, within(1e-12 * 50));
                            }
                        }
                    }
                }
            }
        }
    }
}
