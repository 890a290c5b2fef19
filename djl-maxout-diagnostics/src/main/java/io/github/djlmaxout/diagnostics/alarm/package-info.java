// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
/**
 * What is wrong with a training, and how to mend it: the rules, and what they may read.
 *
 * <p>To begin with: {@link io.github.djlmaxout.diagnostics.alarm.AlarmRule}, one of which looks at
 * the {@link io.github.djlmaxout.diagnostics.alarm.Readings} of a step; {@link
 * io.github.djlmaxout.diagnostics.alarm.Limits}, the thresholds with their reasons, also for the
 * check before training; {@link io.github.djlmaxout.diagnostics.alarm.Alarms}, which asks the rules
 * and passes on what is new. Rules know observations and plans, and no quantity, listener or page.
 */
package io.github.djlmaxout.diagnostics.alarm;
