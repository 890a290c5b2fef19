// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Probe;

/** The loss that a probe tells. */
final class ProbedLoss {

    private ProbedLoss() {}

    /**
     * The loss that the network is trained with.
     *
     * @throws IllegalStateException if the loss is not known or the probe has no labels
     */
    static Loss of(Probe probe) {
        if (probe.labels().isEmpty()) {
            throw new IllegalStateException(
                    "The probe batch has no labels, but curvature is that of the loss: train on a"
                            + " data set with labels.");
        }
        return probe.loss()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "The loss that the network is trained with is not known,"
                                                + " but curvature is that of the loss."));
    }
}
