// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.alarm.RuleMessages;
import io.github.djlmaxout.diagnostics.check.CheckMessages;
import io.github.djlmaxout.diagnostics.listener.ListenerMessages;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All that rules, check and listener say, in one list, as its reader gets it. The list is printed.
 */
class MessagesTest {

    private static final Pattern FACTOR = Pattern.compile("by a factor of about (\\S+)");
    private static final Pattern SAME = Pattern.compile("from (\\d\\d[A-Z]\\S*) to \\1[ ,.]");

    /**
     * A message.
     *
     * @param text as it is written for people
     * @param parts evidence, cause and remedy; the text alone where it is a note
     */
    private record Message(String text, List<String> parts) {

        static Message of(Alarm alarm) {
            return new Message(
                    alarm.toString(), List.of(alarm.evidence(), alarm.cause(), alarm.remedy()));
        }
    }

    private static List<Message> all() {
        List<Message> all = new ArrayList<>();
        RuleMessages.all().forEach(alarm -> all.add(Message.of(alarm)));
        CheckMessages.all().forEach(finding -> all.add(Message.of(finding)));
        ListenerMessages.alarms().forEach(alarm -> all.add(Message.of(alarm)));
        ListenerMessages.notes().forEach(note -> all.add(new Message(note, List.of(note))));
        return all;
    }

    @Test
    void everyMessageIsWellFormed() {
        List<Message> all = all();
        all.stream().map(Message::text).distinct().sorted().forEach(System.out::println);
        for (Message message : all) {
            assertThat(message.parts()).as(message.text()).allMatch(part -> !part.isBlank());
            for (String part : message.parts()) {
                assertThat(part)
                        .as(message.text())
                        .isEqualTo(part.strip())
                        .doesNotContain("  ", "..", " ,", "null", "e+", "-0 ", "NaN x", ": .")
                        .doesNotContainPattern("\\d[E]-?\\d")
                        .doesNotEndWith(":")
                        .hasSizeLessThan(300);
                Matcher factor = FACTOR.matcher(part);
                while (factor.find()) {
                    assertThat(Double.parseDouble(factor.group(1))).as(part).isLessThan(1001);
                }
                assertThat(SAME.matcher(part + ".").find()).as(part).isFalse();
            }
            assertThat(message.text()).endsWith(".").doesNotContain("..").matches("[A-Z0-9].*");
        }
    }

    /** Evidence, cause and remedy are three sentences, whoever says them. */
    @Test
    void eachKindIsThereAndInThreeParts() {
        List<Alarm> alarms = new ArrayList<>(RuleMessages.all());
        alarms.addAll(ListenerMessages.alarms());
        assertThat(alarms)
                .extracting(Alarm::kind)
                .containsAll(
                        AlarmKind.all().stream()
                                .filter(kind -> !kind.equals(AlarmKind.OTHER))
                                .toList());
        assertThat(CheckMessages.all())
                .extracting(Alarm::kind)
                .contains(
                        AlarmKind.DEAD,
                        AlarmKind.TIES,
                        AlarmKind.VANISHING,
                        AlarmKind.EXPLODING,
                        AlarmKind.NON_FINITE);
        for (Alarm alarm : alarms) {
            assertThat(List.of(alarm.evidence(), alarm.cause(), alarm.remedy()))
                    .as(alarm.toString())
                    .allMatch(part -> part.matches("[A-Z0-9].*[^.]"))
                    .doesNotHaveDuplicates();
        }
    }
}
