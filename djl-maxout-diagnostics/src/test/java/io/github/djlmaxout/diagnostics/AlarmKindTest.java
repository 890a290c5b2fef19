// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.djlmaxout.diagnostics.alarm.Alarms;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of the library and of users' own rules. */
class AlarmKindTest {

    @Test
    void areOrderedByHowBadTheyAre() {
        assertThat(AlarmKind.all()).isSorted().doesNotHaveDuplicates();
        assertThat(AlarmKind.all()).extracting(AlarmKind::name).doesNotHaveDuplicates();
        assertThat(AlarmKind.all()).extracting(AlarmKind::severity).isSorted();
    }

    @Test
    void oneOfOnesOwnIsOnlyItself() {
        AlarmKind own = AlarmKind.own("forgotten class", AlarmKind.Severity.LOOK);
        assertThat(own).isEqualTo(AlarmKind.own("forgotten class", AlarmKind.Severity.LOOK));
        assertThat(own).hasSameHashCodeAs(AlarmKind.own("forgotten class", own.severity()));
        assertThat(own).isNotEqualTo(AlarmKind.own("another", AlarmKind.Severity.LOOK));
        assertThat(own.name()).isEqualTo("FORGOTTEN_CLASS");
        assertThat(own).hasToString("forgotten class");
        for (AlarmKind kind : AlarmKind.all()) {
            assertThat(Alarms.explains(kind, own)).as("%s", kind).isFalse();
            assertThat(Alarms.explains(own, kind)).as("%s", kind).isFalse();
            assertThat(own).isNotEqualTo(kind);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"not finite", "non finite", "NON_FINITE", "dead", "", " "})
    void oneOfOnesOwnHasANameOfItsOwn(String label) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlarmKind.own(label, AlarmKind.Severity.WRONG))
                .withMessageContaining("'" + label + "'")
                .withMessageContaining("not finite");
    }
}
