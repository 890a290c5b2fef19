// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.listener.LiveStep.StepLoss;

import java.util.List;

/**
 * A step of which the update is still to come.
 *
 * @param number the number of the step
 * @param epoch its epoch
 * @param loss its loss
 * @param observations what was observed before the update; others are added
 * @param raised what was raised before the update; others are added
 */
record WaitingStep(
        long number,
        int epoch,
        StepLoss loss,
        List<Observation> observations,
        List<Alarm> raised) {}
