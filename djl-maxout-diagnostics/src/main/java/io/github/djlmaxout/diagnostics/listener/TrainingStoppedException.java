// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import io.github.djlmaxout.diagnostics.Alarm;

import java.io.Serial;

/**
 * Stops a training because of an alarm that {@link DiagnosticsListenerBuilder#optStopOn} names.
 *
 * <p>It is thrown out of {@code EasyTrain.trainBatch} after the backward pass and before the
 * update, so the parameters are those of the last good step. What was observed, the alarm included,
 * is in the sinks; close the trainer to finish their files.
 */
public final class TrainingStoppedException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1;

    private final transient Alarm alarm;

    TrainingStoppedException(Alarm alarm) {
        super("Training is stopped. " + alarm);
        this.alarm = alarm;
    }

    /**
     * Returns the alarm.
     *
     * @return what stopped the training; null after deserialization
     */
    public Alarm alarm() {
        return alarm;
    }
}
