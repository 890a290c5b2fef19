// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.network.Pooling;
import io.github.djlmaxout.network.Step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the windows of a pooling off what the block makes of one position at a time.
 *
 * <p>All channels are pooled alike, so one is enough. Cost: the square of the number of positions.
 */
final class PoolingReader {

    /** The numbers that a block gets at once. */
    private static final int AT_ONCE = 1 << 20;

    private final int channels;
    private final int positions;
    private final int windows;

    /** For each window its positions and their shares. */
    private final List<List<Tap>> taps = new ArrayList<>();

    private PoolingReader(int channels, int positions, int windows) {
        this.channels = channels;
        this.positions = positions;
        this.windows = windows;
        for (int w = 0; w < windows; w++) {
            taps.add(new ArrayList<>());
        }
    }

    private record Tap(int position, double share) {}

    /** Reads a pooling. */
    static Instruction read(Step step, Pooling pooling, BlockTrial trial) {
        Shape spatial = step.input().slice(2);
        int channels = Math.toIntExact(step.input().get(1));
        PoolingReader reader =
                new PoolingReader(
                        channels,
                        Math.toIntExact(spatial.size()),
                        Math.toIntExact(step.output().slice(1).size() / channels));
        reader.look(trial, spatial);
        return pooling.kind() == Pooling.Kind.MAX ? reader.maxima(step.name()) : reader.means();
    }

    private void look(BlockTrial trial, Shape spatial) {
        int atOnce = Math.max(1, AT_ONCE / positions);
        for (int from = 0; from < positions; from += atOnce) {
            int batch = Math.min(atOnce, positions - from);
            float[] values = new float[batch * positions];
            for (int i = 0; i < batch; i++) {
                values[i * positions + from + i] = 1;
            }
            float[] pooled = trial.run(new Shape(batch, 1).addAll(spatial), values);
            for (int i = 0; i < batch; i++) {
                for (int w = 0; w < windows; w++) {
                    float share = pooled[i * windows + w];
                    if (share != 0) {
                        taps.get(w).add(new Tap(from + i, fraction(share)));
                    }
                }
            }
        }
    }

    /** The double of one over a whole number, of which a block in single precision tells less. */
    private static double fraction(float share) {
        double count = Math.rint(1.0 / share);
        return Math.abs(share * count - 1) < 1e-5 ? 1 / count : share;
    }

    private MaxActivation maxima(String name) {
        int[] first = new int[channels * windows + 1];
        int[] sources = new int[channels * taps.stream().mapToInt(List::size).sum()];
        int at = 0;
        for (int c = 0; c < channels; c++) {
            for (int w = 0; w < windows; w++) {
                for (Tap tap : taps.get(w)) {
                    sources[at++] = c * positions + tap.position();
                }
                first[c * windows + w + 1] = at;
            }
        }
        return new MaxActivation(name, channels * positions, first, sources);
    }

    private SparseMap means() {
        List<List<Tap>> outputs = new ArrayList<>();
        for (int p = 0; p < positions; p++) {
            outputs.add(new ArrayList<>());
        }
        for (int w = 0; w < windows; w++) {
            for (Tap tap : taps.get(w)) {
                outputs.get(tap.position()).add(new Tap(w, tap.share()));
            }
        }
        int entries = channels * outputs.stream().mapToInt(List::size).sum();
        int[] first = new int[channels * positions + 1];
        int[] rows = new int[entries];
        double[] shares = new double[entries];
        int at = 0;
        for (int c = 0; c < channels; c++) {
            for (int p = 0; p < positions; p++) {
                for (Tap tap : outputs.get(p)) {
                    rows[at] = c * windows + tap.position();
                    shares[at++] = tap.share();
                }
                first[c * positions + p + 1] = at;
            }
        }
        return new SparseMap(
                first, rows, Arrays.copyOf(shares, at), new double[channels * windows]);
    }
}
