// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.examples.OnEachEngine;
import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.train.StopRequest;

import org.junit.jupiter.api.Test;

import java.util.List;

class MomentExperimentTest {

    /**
     * With K=2 and zero biases the square of a maximum has the mean of the square of one piece, so
     * in the mean a layer of variance 1 / fan-in keeps second moments as a linear one does.
     * Activations: 1 after each layer. Jacobian: 10 outputs / 784 inputs. Gradient of a weight: 10
     * outputs times the squared norm of the layer's input, which is its number of values; what
     * comes back from behind is 1 in the mean.
     *
     * <p>12 seeds: beyond 5 standard errors lies a share of 4e-4 of Student's distribution with 11
     * degrees of freedom; the seeds are fixed, so that a pass stays a pass.
     */
    @OnEachEngine
    void twoPiecesKeepSecondMomentsAsALinearLayerDoes(String engine) {
        int samples = 8;
        List<MomentRow> rows =
                new MomentExperiment(
                                engine,
                                ExperimentNetwork.DENSE20,
                                2,
                                InitializationKind.MAXOUT,
                                Inputs.gaussian(samples, 784),
                                new Shape(samples, 784))
                        .run(12, "gaussian-8", done -> {}, StopRequest.NEVER);

        assertThat(rows).hasSize(2 * 21 + 1);
        assertThat(rows.get(0).name()).contains("MaxoutLinear");
        for (MomentRow row : rows) {
            double expected =
                    switch (row.quantity()) {
                        case MomentRow.ACTIVATION -> 1;
                        case MomentRow.GRADIENT -> 10 * (row.layer() == 1 ? 784 : 128);
                        default -> 10 / 784.0;
                    };
            assertThat(row.measured()).as("%s", row).isCloseTo(expected, within(5 * row.error()));
            assertThat(row.error()).isLessThan(0.6 * expected); // 0: the same weights every time
        }
    }

    @OnEachEngine
    void convolutionsHaveARowForEachLayerWithAWeight(String engine) {
        List<MomentRow> rows =
                new MomentExperiment(
                                engine,
                                ExperimentNetwork.VGG,
                                3,
                                InitializationKind.MAXOUT,
                                Inputs.gaussian(2, 3072),
                                new Shape(2, 3, 32, 32))
                        .run(2, "gaussian-2", done -> {}, StopRequest.NEVER);

        assertThat(rows.stream().filter(row -> row.quantity().equals(MomentRow.GRADIENT)))
                .hasSize(8)
                .allMatch(row -> row.measured() > 0);
        assertThat(rows.get(rows.size() - 1).measured()).isPositive();
    }

    @Test
    void everySampleOfTheBatchHasMeanSquare1() {
        float[] values = Inputs.gaussian(3, 100);
        for (int sample = 0; sample < 3; sample++) {
            double sum = 0;
            for (int i = 100 * sample; i < 100 * (sample + 1); i++) {
                sum += values[i] * values[i];
            }
            assertThat(sum / 100).isCloseTo(1, within(1e-5)); // float rounding
        }
    }
}
