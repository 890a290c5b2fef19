// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.examples.model.InitializationKind;

import org.junit.jupiter.api.Test;

import java.util.List;

class PredictionSummaryTest {

    /** Ratios 1.5, 0.75, 1.125 and 0.5 of exact binary fractions. */
    @Test
    void takesTheLargestAndTheMedianOverTheLayers() {
        List<MomentRow> rows =
                List.of(
                        row(3, MomentRow.ACTIVATION, 1, 1.5, 0.25, 1),
                        row(3, MomentRow.ACTIVATION, 2, 1.5, 0.25, 2),
                        row(3, MomentRow.ACTIVATION, 3, 1.125, 0.5, 1),
                        row(3, MomentRow.ACTIVATION, 4, 2, 0.5, 4),
                        row(3, MomentRow.GRADIENT, 1, 4, 0.5, 2),
                        row(3, MomentRow.GRADIENT, 2, 4, 0.5, Double.NaN),
                        row(3, MomentRow.JACOBIAN, 0, 100, 1, 1),
                        row(5, MomentRow.ACTIVATION, 1, 1, 0.25, Double.NaN));

        List<PredictionSummary> summaries = PredictionSummary.of(rows);

        assertThat(summaries).hasSize(2);
        // Sorted: 0.125, 0.25, 0.5, 0.5; errors 0.125, 0.125, 0.25, 0.5.
        assertThat(summaries.get(0).activations())
                .isEqualTo(new PredictionSummary.Misses(0.5, 0.375, 0.1875));
        assertThat(summaries.get(0).gradients())
                .isEqualTo(new PredictionSummary.Misses(1, 1, 0.25));
        assertThat(summaries.get(0).cells())
                .containsExactly(
                        "vgg",
                        "maxout",
                        "gaussian-16",
                        "3",
                        "100",
                        "0.500",
                        "0.375",
                        "0.188",
                        "1.000",
                        "1.000",
                        "0.250");
        assertThat(summaries.get(1).cells())
                .endsWith("5", "100", "-", "-", "-", "-", "-", "-")
                .hasSameSizeAs(PredictionSummary.HEADER);
    }

    private static MomentRow row(
            int pieces,
            String quantity,
            int layer,
            double measured,
            double error,
            double expected) {
        return new MomentRow(
                ExperimentNetwork.VGG,
                pieces,
                InitializationKind.MAXOUT,
                "gaussian-16",
                100,
                quantity,
                layer,
                "layer" + layer,
                measured,
                error,
                expected);
    }
}
