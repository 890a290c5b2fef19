package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.training.MemoryRun;
import io.github.djlmaxout.integration.training.MemoryRun.Sample;

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
 * <p>So do some hundred steps with the instruments that take many passes. An array of the probe
 * batch's size that is left at each of them would be 8 MiB.
 */
class LongWatchTest {

    private static final int STEPS = 10_000;
    private static final int HEAP_MEGABYTES = 256;
    private static final long GROWTH_KILOBYTES = 4096;

    private static final int DEEP_STEPS = 250;

    @OnEachEngine
    void doesNotGrow(String engine, @TempDir Path folder) throws IOException, InterruptedException {
        assertFlat(engine, STEPS, folder, Preset.ENTRIES);
    }

    @OnEachEngine
    void deepInstrumentsDoNotGrow(String engine, @TempDir Path folder)
            throws IOException, InterruptedException {
        assertFlat(engine, DEEP_STEPS, folder, Preset.DEEP);
    }

    private static void assertFlat(String engine, int steps, Path folder, Preset preset)
            throws IOException, InterruptedException {
        List<Sample> samples =
                MemoryRun.of(
                        LongWatch.class,
                        HEAP_MEGABYTES,
                        engine,
                        String.valueOf(steps),
                        folder.toString(),
                        preset.name());
        Sample last = samples.get(samples.size() - 1);
        assertThat(last.step()).isEqualTo(steps);
        Sample first =
                samples.stream()
                        .filter(s -> s.step() == LongWatch.warm(steps))
                        .findFirst()
                        .orElseThrow();
        assertThat(samples)
                .filteredOn(s -> s.step() >= first.step())
                .allMatch(s -> s.arrays() == first.arrays());
        assertThat(last.kilobytes() - first.kilobytes())
                .as("growth of the resident memory, samples %s", samples)
                .isLessThan(GROWTH_KILOBYTES);
    }
}
