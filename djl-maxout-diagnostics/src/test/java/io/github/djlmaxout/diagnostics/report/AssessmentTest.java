// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import static io.github.djlmaxout.diagnostics.report.RunHistories.A;
import static io.github.djlmaxout.diagnostics.report.RunHistories.AB;
import static io.github.djlmaxout.diagnostics.report.RunHistories.alarm;
import static io.github.djlmaxout.diagnostics.report.RunHistories.norm;
import static io.github.djlmaxout.diagnostics.report.RunHistories.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.report.Assessment.Level;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

class AssessmentTest {

    private static final Place AT_A = Place.layer("01A");
    private static final Place AT_AB = Place.layer("01AB");
    private static final List<Observation> FINE = List.of(norm(AT_A, 1), norm(AT_AB, 1));

    @Test
    void withoutAlarmARunIsNotCalledHealthy() {
        RunHistory history = RunHistories.of(record(0, FINE));

        assertThat(Assessment.ofRun(history))
                .isEqualTo(
                        new Assessment(
                                Level.QUIET,
                                "No alarm in the first step; the loss was not observed."));
        assertThat(Assessment.ofLayer(history, A).level()).isEqualTo(Level.QUIET);

        history.accept(record(1999, FINE));
        assertThat(Assessment.ofRun(history).reason())
                .isEqualTo("No alarm in 2,000 steps; the loss was not observed.");
    }

    @Test
    void ofWhatWasNotMeasuredNothingIsKnown() {
        RunHistory history = RunHistories.of();
        assertThat(Assessment.ofRun(history).reason()).isEqualTo("Nothing has been measured yet.");
        history.end();
        assertThat(Assessment.ofRun(history))
                .isEqualTo(
                        new Assessment(
                                Level.UNKNOWN, "The run ended before anything was measured."));

        history.accept(record(0, List.of(norm(Place.parameter("01A/weight"), 1))));
        assertThat(Assessment.ofLayer(history, A).level()).isEqualTo(Level.QUIET);
        assertThat(Assessment.ofLayer(history, AB).level()).isEqualTo(Level.UNKNOWN);
    }

    static Stream<AlarmKind> kinds() {
        return Stream.concat(
                AlarmKind.all().stream(),
                Stream.of(AlarmKind.own("forgotten class", AlarmKind.Severity.WRONG)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anAlarmConcernsItsLayerAlone(AlarmKind kind) {
        for (Place place : List.of(AT_A, Place.parameter("01A/weight"))) {
            RunHistory history = RunHistories.of(record(7, FINE, alarm(7, kind, place)));

            Assessment verdict = Assessment.ofLayer(history, A);
            assertThat(verdict.level()).isEqualTo(Assessment.level(kind)).isNotEqualTo(Level.QUIET);
            assertThat(verdict.reason()).endsWith(" at step 7");
            assertThat(Assessment.ofLayer(history, AB).level())
                    .as("a name that begins alike")
                    .isEqualTo(Level.QUIET);
            assertThat(Assessment.ofRun(history).level()).isEqualTo(verdict.level());
        }
    }

    @Test
    void theWorstAlarmSpeaksForTheRun() {
        RunHistory history =
                RunHistories.of(
                        record(3, FINE, alarm(3, AlarmKind.TIES, AT_A)),
                        record(
                                5,
                                FINE,
                                alarm(5, AlarmKind.EXPLODING, AT_AB),
                                alarm(5, AlarmKind.EXPLODING, AT_A),
                                alarm(5, AlarmKind.DEAD, AT_AB)));

        assertThat(Assessment.ofRun(history))
                .isEqualTo(
                        new Assessment(
                                Level.WRONG,
                                "Something is wrong: exploding signals or gradients, first in 01AB"
                                        + " at step 5; 2 places are concerned."));
        assertThat(Assessment.ofLayer(history, A).level()).isEqualTo(Level.WRONG);
    }

    @Test
    void anAlarmOfTheWholeNetworkConcernsNoLayer() {
        RunHistory history =
                RunHistories.of(record(2, FINE, alarm(2, AlarmKind.STALLED, Place.NETWORK)));

        assertThat(Assessment.ofRun(history).reason())
                .isEqualTo(
                        "Have a look: layers that do not learn, in the whole network at step"
                                + " 2.");
        assertThat(Assessment.ofLayer(history, A).level()).isEqualTo(Level.QUIET);
    }

    @Test
    void nanIsWrongEvenIfNobodyRaisedAnAlarm() {
        RunHistory history =
                RunHistories.of(
                        record(
                                0,
                                List.of(
                                        norm(Place.NETWORK, Double.NaN),
                                        norm(AT_A, Double.POSITIVE_INFINITY),
                                        norm(AT_AB, 1))));

        assertThat(Assessment.ofRun(history).level()).isEqualTo(Level.WRONG);
        assertThat(Assessment.ofLayer(history, A).level()).isEqualTo(Level.WRONG);
        assertThat(Assessment.ofLayer(history, AB).level()).isEqualTo(Level.QUIET);
    }
}
