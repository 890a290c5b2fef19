// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;

import java.util.function.Consumer;

/**
 * A rule that looks at what was observed at a step and says what is wrong.
 *
 * <p>A rule belongs to one run and is called by one thread at a time, so it may keep state between
 * steps. It says what it sees at every look, again and again: {@link Alarms} drops the repetitions.
 * Where the series that it reads were not observed it is silent.
 */
public interface AlarmRule {

    /**
     * Returns the name, in lower-case words.
     *
     * @return such as {@code activation flow}; each rule of a run has another one
     */
    String name();

    /**
     * Looks at a step.
     *
     * @param readings what was observed at the step, and before
     * @param alarms takes what is wrong; one alarm for all layers that have the same fault
     */
    void look(Readings readings, Consumer<Alarm> alarms);
}
