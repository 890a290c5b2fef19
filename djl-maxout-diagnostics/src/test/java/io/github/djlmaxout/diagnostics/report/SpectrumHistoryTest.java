// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.SpectrumObservation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.IntStream;

class SpectrumHistoryTest {

    private static final int POINTS = 8;

    @Test
    void keepsRanksThatAreEvenlySpreadOnALogarithmicAxis() {
        SpectrumHistory history = new SpectrumHistory(POINTS);
        history.add(spectrum(0, 50));

        assertThat(history.ranks().keySet())
                .containsExactly(
                        1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 50);
        assertThat(history.length()).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 7", "8, 8", "9, 9", "1280, 37", "100000, 63"})
    void keepsFewRanksOfLongSpectra(int length, int kept) {
        SpectrumHistory history = new SpectrumHistory(POINTS);
        history.add(spectrum(0, length));

        // The naive count: each power of two and three quarters of the way to the next, and the
        // last.
        long expected =
                IntStream.rangeClosed(1, length)
                        .filter(
                                rank -> {
                                    int power = 1;
                                    while (2 * power <= rank) {
                                        power *= 2;
                                    }
                                    return rank == length
                                            || power < 4
                                            || (rank - power) % (power / 4) == 0;
                                })
                        .count();
        assertThat(history.ranks()).hasSize((int) expected).hasSize(kept);
        assertThat(history.ranks().firstKey()).isOne();
        assertThat(history.ranks().lastKey()).isEqualTo(length);
    }

    @Test
    void holdsTheNumberOfEachRankAtEachStep() {
        SpectrumHistory history = new SpectrumHistory(POINTS);
        history.add(new SpectrumObservation(0, "s", Place.NETWORK, List.of(3.0, 2.0)));
        history.add(new SpectrumObservation(10, "s", Place.NETWORK, List.of(5.0, Double.NaN)));

        assertThat(history.ranks().get(1).values()).containsExactly(3, 5);
        assertThat(history.ranks().get(2).values()).containsExactly(2, Double.NaN);
        assertThat(history.ranks().get(2).steps()).containsExactly(0, 10);
    }

    @Test
    void takesSpectraOfOtherLengths() {
        SpectrumHistory history = new SpectrumHistory(POINTS);
        history.add(spectrum(0, 9));
        history.add(spectrum(1, 2));
        history.add(spectrum(2, 0));
        history.add(spectrum(3, 10));

        assertThat(history.ranks().keySet()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(history.ranks().get(1).steps()).containsExactly(0, 1, 3);
        assertThat(history.ranks().get(9).steps()).containsExactly(0, 3);
        assertThat(history.ranks().get(10).steps()).containsExactly(3);
    }

    @Test
    void isBoundedHoweverManySteps() {
        SpectrumHistory history = new SpectrumHistory(POINTS);
        for (int step = 0; step < 1_000; step++) {
            history.add(spectrum(step, 20));
        }

        assertThat(history.ranks().values())
                .allSatisfy(rank -> assertThat(rank.steps()).hasSizeLessThanOrEqualTo(POINTS + 1));
    }

    private static SpectrumObservation spectrum(long step, int length) {
        List<Double> values =
                IntStream.range(0, length).mapToObj(i -> (double) (length - i)).toList();
        return new SpectrumObservation(step, "s", Place.NETWORK, values);
    }
}
