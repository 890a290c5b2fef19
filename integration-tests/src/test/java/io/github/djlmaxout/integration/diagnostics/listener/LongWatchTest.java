// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;

import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.training.MemoryRun;
import io.github.djlmaxout.integration.training.MemoryRun.Sample;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Ten thousand watched steps, every quantity at each of them and every file sink attached, leave no
 * array and no native memory behind.
 *
 * <p>After the warm-up healthy runs grew by 1.6 MiB on PyTorch and 2.6 MiB on MXNet, within the
 * next thousand steps, and then by nothing; one array of 64 floats a step is 4.0 MiB and more
 * ({@code LongRunTest}).
 *
 * <p>Nor do the instruments that take many passes: behind their warm-up they grew by 0.1 MiB on
 * PyTorch and 0.7 MiB on MXNet. Each measured step has some hundred passes; one array of 64 floats
 * that each leaves would be 6 MiB.
 */
class LongWatchTest {

    private static final int STEPS = 10_000;
    private static final int WARM_UP = 2_000;
    private static final int HEAP_MEGABYTES = 256;
    private static final long GROWTH_KILOBYTES = 4096;

    private static final int DEEP_STEPS = 80;
    private static final int DEEP_WARM_UP = 48;

    /** What the many steps show of arrays, native memory apart, a few show as well. */
    @OnEachEngine
    void leavesNoArrayBehind(String engine, @TempDir Path folder) throws IOException {
        assertNoArrayStays(engine, folder, Preset.ENTRIES, 40);
    }

    @OnEachEngine
    void deepInstrumentsLeaveNoArrayBehind(String engine, @TempDir Path folder) throws IOException {
        assertNoArrayStays(engine, folder, Preset.DEEP, 2);
    }

    private static void assertNoArrayStays(String engine, Path folder, Preset preset, int steps)
            throws IOException {
        try (WatchedTraining training = LongWatch.training(engine, folder, preset)) {
            NDManager all = training.model().getNDManager().getParentManager();
            training.steps(2);
            int before = all.getManagedArrays().size();
            training.steps(steps);
            assertThat(all.getManagedArrays()).hasSize(before);
        }
    }

    @Tag("long")
    @OnEachEngine
    void doesNotGrow(String engine, @TempDir Path folder) throws IOException, InterruptedException {
        assertFlat(engine, STEPS, WARM_UP, folder, Preset.ENTRIES);
    }

    @Tag("long")
    @OnEachEngine
    void deepInstrumentsDoNotGrow(String engine, @TempDir Path folder)
            throws IOException, InterruptedException {
        assertFlat(engine, DEEP_STEPS, DEEP_WARM_UP, folder, Preset.DEEP);
    }

    private static void assertFlat(String engine, int steps, int warmUp, Path folder, Preset preset)
            throws IOException, InterruptedException {
        List<Sample> samples =
                MemoryRun.of(
                        LongWatch.class,
                        HEAP_MEGABYTES,
                        engine,
                        String.valueOf(steps),
                        folder.toString(),
                        preset.name(),
                        String.valueOf(warmUp));
        Sample last = samples.get(samples.size() - 1);
        assertThat(last.step()).isEqualTo(steps);
        Sample first = samples.stream().filter(s -> s.step() == warmUp).findFirst().orElseThrow();
        assertThat(samples)
                .filteredOn(s -> s.step() >= first.step())
                .allMatch(s -> s.arrays() == first.arrays());
        assertThat(last.kilobytes() - first.kilobytes())
                .as("growth of the resident memory, samples %s", samples)
                .isLessThan(GROWTH_KILOBYTES);
    }
}
