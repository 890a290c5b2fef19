// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

class DrawStreamTest {

    /** 100 x 100 x 10 streams; two equal halves among them would be one chance in 10^9. */
    @Test
    void pathsGiveDifferentStreams() {
        Set<Long> firsts = new HashSet<>();
        Set<Long> seconds = new HashSet<>();
        for (int seed = -50; seed < 50; seed++) {
            for (int i = 0; i < 100; i++) {
                for (int j = -5; j < 5; j++) {
                    DrawStream stream = DrawStream.of(seed).child(i).child(j);
                    firsts.add(stream.first());
                    seconds.add(stream.second());
                }
            }
        }
        assertThat(firsts).hasSize(100_000);
        assertThat(seconds).hasSize(100_000);
    }

    @Test
    void aStreamRepeatsItself() {
        DrawStream stream = DrawStream.of(7).child(3);
        assertThat(stream).isEqualTo(DrawStream.of(7).child(3));
        assertThat(stream.generator().nextLong()).isEqualTo(stream.generator().nextLong());
        assertThat(stream.generator().nextLong())
                .isNotEqualTo(DrawStream.of(7).child(4).generator().nextLong());
    }

    /**
     * The first numbers of neighbouring streams are independent: over 100,000 of them the mean of
     * the product of two neighbours, each uniform with mean 0 and variance 1/12, has the standard
     * deviation 1 / (12 sqrt(100,000)). Five of them are left once in 1.7 million seeds.
     */
    @Test
    void neighboursAreUncorrelated() {
        DrawStream parent = DrawStream.of(1);
        double sum = 0;
        double last = 0;
        for (int i = 0; i < 100_000; i++) {
            double value = parent.child(i).generator().nextDouble() - 0.5;
            sum += value * last;
            last = value;
        }
        assertThat(Math.abs(sum / 100_000)).isLessThan(5 / (12 * Math.sqrt(100_000)));
    }
}
