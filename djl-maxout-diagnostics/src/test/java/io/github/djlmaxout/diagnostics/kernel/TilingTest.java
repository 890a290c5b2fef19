// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The number of tiles that pass, counted by walking through them. */
class TilingTest {

    @Test
    void countsAreThoseOfTheWalk() {
        for (int samples = 1; samples < 12; samples++) {
            for (int others = 1; others < 12; others += 3) {
                for (int tile = 1; tile < 6; tile++) {
                    for (int group = 1; group < 5; group++) {
                        check(new Tiling(samples, others, false, tile, group));
                        check(new Tiling(samples, samples, true, tile, group));
                    }
                }
            }
        }
    }

    private static void check(Tiling tiling) {
        long passed = 0;
        long passedSamples = 0;
        long blocks = 0;
        for (int first = 0; first < tiling.rowTiles(); first += tiling.group()) {
            int last = Math.min(tiling.rowTiles(), first + tiling.group());
            for (int i = first; i < last; i++) {
                passed++;
                passedSamples += samples(tiling.samples(), i, tiling.tile());
                blocks += tiling.symmetric() ? i - first + 1 : 0;
            }
            for (int j = tiling.symmetric() ? last : 0; j < tiling.columnTiles(); j++) {
                passed++;
                passedSamples += samples(tiling.others(), j, tiling.tile());
                blocks += last - first;
            }
        }
        assertThat(tiling.passedTiles()).as("%s", tiling).isEqualTo(passed);
        assertThat(tiling.passedSamples()).as("%s", tiling).isEqualTo(passedSamples);
        assertThat(tiling.blocks()).as("%s", tiling).isEqualTo(blocks);
        assertThat(tiling.rowTiles() * tiling.tile()).isGreaterThanOrEqualTo(tiling.samples());
    }

    private static int samples(int all, int number, int tile) {
        return Math.min(tile, all - number * tile);
    }
}
