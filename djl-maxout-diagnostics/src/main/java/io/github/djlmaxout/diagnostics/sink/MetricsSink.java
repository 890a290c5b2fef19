// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import ai.djl.metric.Metrics;
import ai.djl.metric.Unit;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Scope;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.StepRecord;

import java.util.Objects;

/**
 * Adds roll-ups to DJL's metrics, where other listeners and programs look: what was observed of the
 * whole network, and how many alarms there were.
 *
 * <p>Names are {@code diagnostics_} and the series, with {@code _} for all that is not a letter
 * from A to Z or a digit, such as {@code diagnostics_gradient_norm}: DJL's {@code Metric.parse}
 * takes no others. Of a spectrum only the largest number is added, such as {@code
 * diagnostics_kernel_eigenvalue_1}. {@code diagnostics_alarms} is the number of alarms since the
 * run began. The unit is {@link Unit#COUNT}, DJL's default. Layers, parameters, histograms,
 * pictures and the rest of spectra are for other sinks.
 *
 * <p>Metrics are added by the training thread, at the step. Each step that is measured adds one
 * entry a series and one for the alarms, and {@code Metrics} keeps them all, as it does with those
 * that DJL itself adds at every batch: in a run of millions of steps measure less often, or give
 * {@code Metrics} a limit.
 */
public final class MetricsSink implements Sink {

    private static final String PREFIX = "diagnostics_";

    private final Metrics metrics;

    private long alarms;

    private MetricsSink(Metrics metrics) {
        this.metrics = metrics;
    }

    /**
     * Creates a sink.
     *
     * @param metrics where to add, as a rule those that the trainer was given
     * @return the sink
     */
    public static MetricsSink to(Metrics metrics) {
        return new MetricsSink(
                Objects.requireNonNull(
                        metrics, "The metrics are null: give those set at the trainer."));
    }

    /**
     * Begins to count alarms.
     *
     * @param run what is watched; of it nothing is kept
     */
    @Override
    public void begin(RunInfo run) {
        alarms = 0;
    }

    /**
     * Adds the roll-ups of a step.
     *
     * @param record the step
     */
    @Override
    public void accept(StepRecord record) {
        for (Observation observation : record.observations()) {
            if (observation.place().scope() != Scope.NETWORK) {
                continue;
            }
            if (observation instanceof ScalarObservation scalar) {
                add(scalar);
            } else if (observation instanceof SpectrumObservation spectrum) {
                spectrum.scalars().stream().limit(1).forEach(this::add);
            }
        }
        alarms += record.alarms().size();
        metrics.addMetric(PREFIX + "alarms", alarms, Unit.COUNT);
    }

    private void add(ScalarObservation scalar) {
        String name = PREFIX + scalar.series().replaceAll("[^A-Za-z0-9]", "_");
        metrics.addMetric(name, scalar.value(), Unit.COUNT);
    }

    /** Does nothing: all is added. */
    @Override
    public void end() {}

    /**
     * Asks to be called by the training thread, for which the metrics are.
     *
     * @return true
     */
    @Override
    public boolean immediate() {
        return true;
    }

    /** Returns what it is. */
    @Override
    public String toString() {
        return "MetricsSink";
    }
}
