// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import io.github.djlmaxout.internal.SignificantDigits;

import java.time.Duration;
import java.util.Locale;

/**
 * What it will cost to compute a kernel, known before it starts.
 *
 * @param samples the number of samples along the rows
 * @param otherSamples the number of samples along the columns
 * @param outputs the number of outputs of the network
 * @param parameters how many numbers the gradients are taken by
 * @param tileSamples how many samples are differentiated at once
 * @param blocks how many blocks the kernel is put together from
 * @param passes how many gradients are computed, of one output at one sample each: forward and
 *     backward through the network. More than samples times outputs where they do not fit into
 *     memory and are computed again
 * @param multiplications of numbers, in the passes and in the products of gradients; exact for
 *     dense layers but for lower orders, an upper bound for others
 * @param resultBytes the memory of the kernel, on the heap
 * @param workingBytes the memory beyond it at the most, outside of the heap; an estimate
 */
public record KernelCost(
        int samples,
        int otherSamples,
        int outputs,
        long parameters,
        int tileSamples,
        long blocks,
        long passes,
        double multiplications,
        long resultBytes,
        long workingBytes) {

    /**
     * Returns how long it takes on a machine of a known speed. A product of two float64 matrices of
     * 512 rows and columns, timed, tells the speed: 1.3e8 multiplications. Small layers run at half
     * of it and less, so take a few times this time for the worst.
     *
     * @param multiplicationsPerSecond the speed, positive
     * @return the multiplications over the speed
     * @throws IllegalArgumentException if the speed is not positive
     */
    public Duration at(double multiplicationsPerSecond) {
        if (!(multiplicationsPerSecond > 0)) {
            throw new IllegalArgumentException(
                    "The speed is "
                            + multiplicationsPerSecond
                            + " multiplications a second, but must be positive: time a product of"
                            + " matrices.");
        }
        return Duration.ofNanos((long) (1e9 * multiplications / multiplicationsPerSecond));
    }

    /** Returns the cost in a sentence. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d x %d samples, %d outputs, %d parameters; blocks of %d samples: %d; %d gradients,"
                        + " %s multiplications, %.1f MiB of result and up to %.0f MiB beside it",
                samples,
                otherSamples,
                outputs,
                parameters,
                tileSamples,
                blocks,
                passes,
                SignificantDigits.of(multiplications, 2),
                resultBytes / 1048576.0,
                workingBytes / 1048576.0);
    }
}
