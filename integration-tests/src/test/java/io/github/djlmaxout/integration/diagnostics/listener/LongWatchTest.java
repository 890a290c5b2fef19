package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;

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
 */
class LongWatchTest {

    private static final int STEPS = 10_000;
    private static final int HEAP_MEGABYTES = 256;
    private static final long GROWTH_KILOBYTES = 4096;

    @OnEachEngine
    void doesNotGrow(String engine, @TempDir Path folder) throws IOException, InterruptedException {
        List<Sample> samples =
                MemoryRun.of(
                        LongWatch.class,
                        HEAP_MEGABYTES,
                        engine,
                        String.valueOf(STEPS),
                        folder.toString());
        Sample last = samples.get(samples.size() - 1);
        assertThat(last.step()).isEqualTo(STEPS);
        Sample first =
                samples.stream()
                        .filter(s -> s.step() == LongWatch.WARM_UP)
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
