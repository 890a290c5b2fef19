// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.metric.Metric;
import ai.djl.metric.Metrics;
import ai.djl.metric.Unit;

import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.SpectrumObservation;

import org.junit.jupiter.api.Test;

import java.util.List;

/** DJL's metrics get roll-ups, and nothing else. */
class MetricsSinkTest {

    @Test
    void addsWhatIsSaidOfTheNetwork() {
        Metrics metrics = new Metrics();
        MetricsSink sink = MetricsSink.to(metrics);
        sink.begin(Samples.RUN);
        sink.accept(
                Samples.record(
                        0,
                        new ScalarObservation(0, "gradient norm", Place.NETWORK, 2.5, 1),
                        new ScalarObservation(0, "gradient norm", Place.layer("a"), 3),
                        new ScalarObservation(0, "weight norm", Place.parameter("a/weight"), 4),
                        new ScalarObservation(0, "update-to-weight ratio", Place.NETWORK, 5),
                        new HistogramObservation(
                                0,
                                "gradient",
                                Place.NETWORK,
                                List.of(),
                                List.of(),
                                0,
                                0,
                                0,
                                0,
                                0)));
        sink.accept(Samples.loss(1, Double.NaN));
        sink.end();

        assertThat(metrics.getMetricNames())
                .containsExactlyInAnyOrder(
                        "diagnostics_gradient_norm",
                        "diagnostics_update_to_weight_ratio",
                        "diagnostics_loss",
                        "diagnostics_alarms");
        assertThat(metrics.getMetric("diagnostics_gradient_norm"))
                .extracting(Metric::getValue)
                .containsExactly(2.5);
        assertThat(metrics.latestMetric("diagnostics_loss").getValue()).isNaN();
        assertThat(metrics.latestMetric("diagnostics_loss").getUnit()).isEqualTo(Unit.COUNT);
        // DJL reads its own form back.
        String text = metrics.latestMetric("diagnostics_gradient_norm").toString();
        assertThat(Metric.parse(text).getMetricName()).isEqualTo("diagnostics_gradient_norm");
    }

    @Test
    void addsTheLargestOfTheNetworksSpectra() {
        Metrics metrics = new Metrics();
        MetricsSink sink = MetricsSink.to(metrics);
        sink.begin(Samples.RUN);
        sink.accept(
                Samples.record(
                        0,
                        Samples.spectrum(0, 7.0, 1.0),
                        new SpectrumObservation(0, "a", Place.layer("b"), List.of(2.0)),
                        new SpectrumObservation(0, "empty", Place.NETWORK, List.of()),
                        Samples.picture(0)));
        sink.end();

        assertThat(metrics.getMetricNames())
                .containsExactlyInAnyOrder("diagnostics_kernel_eigenvalue_1", "diagnostics_alarms");
        assertThat(metrics.latestMetric("diagnostics_kernel_eigenvalue_1").getValue())
                .isEqualTo(7.0);
    }

    @Test
    void countsAlarmsOfARun() {
        Metrics metrics = new Metrics();
        MetricsSink sink = MetricsSink.to(metrics);
        for (int run = 0; run < 2; run++) {
            sink.begin(Samples.RUN);
            sink.accept(
                    Samples.alarms(
                            0, Samples.alarm(0, AlarmKind.DEAD), Samples.alarm(0, AlarmKind.TIES)));
            sink.accept(Samples.record(1));
            sink.accept(Samples.alarms(2, Samples.alarm(2, AlarmKind.DEAD)));
            sink.end();
        }

        assertThat(metrics.getMetric("diagnostics_alarms"))
                .extracting(Metric::getValue)
                .containsExactly(2.0, 2.0, 3.0, 2.0, 2.0, 3.0);
    }

    @Test
    void isForTheTrainingThread() {
        assertThat(MetricsSink.to(new Metrics()).immediate()).isTrue();
        assertThatThrownBy(() -> MetricsSink.to(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("The metrics are null");
    }
}
