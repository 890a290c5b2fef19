// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.training.MemoryRun.Sample;
import io.github.djlmaxout.nn.MaxNormOptimizer;

import org.junit.jupiter.api.Tag;

import java.io.IOException;
import java.util.List;

/**
 * Ten thousand steps of training leave no array and no native memory behind.
 *
 * <p>In a JVM of its own, with a heap that is wholly resident from the start, what is left to grow
 * is native memory. Healthy runs grew by nothing after the warm-up, or once by 0.5 MiB on a busy
 * machine; runs that left one array of 64 floats a step behind grew by 4.0 MiB (PyTorch) and 6.9
 * MiB (MXNet).
 */
class LongRunTest {

    private static final int STEPS = 10_000;
    private static final long GROWTH_KILOBYTES = 2048;

    /** What the many steps show of arrays, native memory apart, a few show as well. */
    @OnEachEngine
    void leavesNoArrayBehind(String engine) {
        Block network = SmallTraining.network();
        Optimizer adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.001f)).build();
        try (SmallTraining training =
                new SmallTraining(engine, network, MaxNormOptimizer.wrap(adam, network, 2))) {
            NDManager all = training.model().getNDManager().getParentManager();
            for (int step = 0; step < 3; step++) {
                training.step();
            }
            int before = all.getManagedArrays().size();
            for (int step = 0; step < 60; step++) {
                training.step();
            }
            assertThat(all.getManagedArrays()).hasSize(before);
        }
    }

    @Tag("long")
    @OnEachEngine
    void doesNotGrow(String engine) throws IOException, InterruptedException {
        List<Sample> samples = MemoryRun.of(LongRun.class, 48, engine, String.valueOf(STEPS), "0");
        assertThat(samples.get(samples.size() - 1).step()).isEqualTo(STEPS);
        Sample first =
                samples.stream().filter(s -> s.step() == LongRun.WARM_UP).findFirst().orElseThrow();
        assertThat(samples)
                .filteredOn(s -> s.step() >= first.step())
                .allMatch(s -> s.arrays() == first.arrays());
        Sample last = samples.get(samples.size() - 1);
        assertThat(last.kilobytes() - first.kilobytes())
                .as("growth of the resident memory, samples %s", samples)
                .isLessThan(GROWTH_KILOBYTES);
    }
}
