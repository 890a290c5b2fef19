// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What is passed on of what rules say. */
class AlarmsTest {

    /** Says what it is told to. */
    private static final class Told implements AlarmRule {

        private final String name;
        private final AlarmKind kind;
        private boolean speaks;

        Told(String name, AlarmKind kind) {
            this.name = name;
            this.kind = kind;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void look(Readings readings, Consumer<Alarm> alarms) {
            if (speaks) {
                alarms.accept(
                        new Alarm(readings.step(), kind, Place.NETWORK, name, "cause", "remedy"));
            }
        }
    }

    private final List<AlarmKind> said = new ArrayList<>();
    private long step;

    private static Alarms of(AlarmRule... rules) {
        return Alarms.of(
                new RunInfo("told", Instant.EPOCH, List.of(), Map.of()),
                layer -> Optional.empty(),
                List.of(rules));
    }

    private void look(Alarms alarms, int times) {
        for (int i = 0; i < times; i++) {
            alarms.look(step++, 0, List.of()).forEach(alarm -> said.add(alarm.kind()));
        }
    }

    @Test
    void saysTheSameOnceUntilItWasQuiet() {
        Told rule = new Told("rule", AlarmKind.DEAD);
        Alarms alarms = of(rule);
        rule.speaks = true;
        look(alarms, 200);
        assertThat(said).containsExactly(AlarmKind.DEAD);
        rule.speaks = false;
        look(alarms, Alarms.QUIET - 1);
        rule.speaks = true;
        look(alarms, 1);
        assertThat(said).hasSize(1);
        rule.speaks = false;
        look(alarms, Alarms.QUIET);
        rule.speaks = true;
        look(alarms, 1);
        assertThat(said).containsExactly(AlarmKind.DEAD, AlarmKind.DEAD);
    }

    @Test
    void dropsWhatFollowsAlsoWhenTheCauseIsOver() {
        Told cause = new Told("cause", AlarmKind.EXPLODING);
        Told effect = new Told("effect", AlarmKind.NON_FINITE);
        Alarms alarms = of(effect, cause);
        cause.speaks = true;
        look(alarms, 3);
        cause.speaks = false;
        effect.speaks = true;
        look(alarms, 5 * Alarms.QUIET);
        assertThat(said).containsExactly(AlarmKind.EXPLODING);
    }

    @Test
    void atOneStepTheFirstRuleIsTheCause() {
        Told first = new Told("first", AlarmKind.UPDATE_RATIO);
        Told second = new Told("second", AlarmKind.EXPLODING);
        Alarms alarms = of(first, second);
        first.speaks = true;
        second.speaks = true;
        look(alarms, 2);
        assertThat(said).containsExactly(AlarmKind.UPDATE_RATIO);
    }

    @Test
    void keepsWhatDoesNotFollow() {
        Told first = new Told("first", AlarmKind.STALLED);
        Told second = new Told("second", AlarmKind.NON_FINITE);
        Alarms alarms = of(first, second);
        first.speaks = true;
        second.speaks = true;
        look(alarms, 2);
        assertThat(said).containsExactly(AlarmKind.STALLED, AlarmKind.NON_FINITE);
    }

    @Test
    void standardRulesHaveNamesOfTheirOwn() {
        assertThat(AlarmRules.standard()).extracting(AlarmRule::name).doesNotHaveDuplicates();
    }
}
