// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.AlarmKind;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Which faults bring which others with them; nothing is known of what users' own rules find. */
final class Cascade {

    private static final Map<AlarmKind, Set<AlarmKind>> FOLLOW = new EnumMap<>(AlarmKind.class);

    static {
        // Weights or signals that are NaN make every other number meaningless.
        FOLLOW.put(AlarmKind.NON_FINITE, EnumSet.allOf(AlarmKind.class));
        // Signals that grow overflow, saturate the loss and kill units.
        FOLLOW.put(
                AlarmKind.EXPLODING,
                EnumSet.of(
                        AlarmKind.EXPLODING,
                        AlarmKind.NON_FINITE,
                        AlarmKind.UPDATE_RATIO,
                        AlarmKind.DEAD,
                        AlarmKind.VANISHING,
                        AlarmKind.STALLED,
                        AlarmKind.FIRST_LOSS,
                        AlarmKind.DIVERGING));
        // Steps that are too large do all of it. That the training is lost is said all the same:
        // most trainings get over an update that is too large.
        FOLLOW.put(
                AlarmKind.UPDATE_RATIO,
                EnumSet.complementOf(EnumSet.of(AlarmKind.UPDATE_RATIO, AlarmKind.DIVERGING)));
        FOLLOW.put(AlarmKind.DIVERGING, EnumSet.complementOf(EnumSet.of(AlarmKind.DIVERGING)));
        // Outputs that are too large make gradients and first updates so, which kill units.
        FOLLOW.put(
                AlarmKind.FIRST_LOSS,
                EnumSet.of(
                        AlarmKind.UPDATE_RATIO,
                        AlarmKind.EXPLODING,
                        AlarmKind.STALLED,
                        AlarmKind.DEAD,
                        AlarmKind.VANISHING));
        // Signals that vanish leave nothing to learn from, and end in zeros, which tie.
        FOLLOW.put(
                AlarmKind.VANISHING,
                EnumSet.of(
                        AlarmKind.VANISHING,
                        AlarmKind.STALLED,
                        AlarmKind.UPDATE_RATIO,
                        AlarmKind.DEAD,
                        AlarmKind.TIES));
        // Only the first of equal pieces is ever active; zeros tie, vanish and do not learn.
        FOLLOW.put(
                AlarmKind.TIES,
                EnumSet.of(
                        AlarmKind.DEAD,
                        AlarmKind.VANISHING,
                        AlarmKind.STALLED,
                        AlarmKind.UPDATE_RATIO));
        // Where nothing goes through only the last biases move, and much for what they are.
        FOLLOW.put(
                AlarmKind.DEAD,
                EnumSet.of(AlarmKind.STALLED, AlarmKind.VANISHING, AlarmKind.UPDATE_RATIO));
        FOLLOW.put(AlarmKind.STALLED, EnumSet.noneOf(AlarmKind.class));
        // Gradients that are looked at where there are none read as zero.
        FOLLOW.put(AlarmKind.SETUP, EnumSet.of(AlarmKind.STALLED));
    }

    private Cascade() {}

    static boolean explains(AlarmKind cause, AlarmKind effect) {
        return effect != AlarmKind.OTHER && FOLLOW.getOrDefault(cause, Set.of()).contains(effect);
    }
}
