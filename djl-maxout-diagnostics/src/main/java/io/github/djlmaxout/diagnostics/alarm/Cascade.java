// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.AlarmKind;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which faults bring which others with them; nothing is known of what users' own rules find. */
final class Cascade {

    private static final Map<AlarmKind, Set<AlarmKind>> FOLLOW = new HashMap<>();

    static {
        // Weights or signals that are NaN make every other number meaningless.
        FOLLOW.put(AlarmKind.NON_FINITE, Set.copyOf(AlarmKind.all()));
        // Signals that grow overflow, saturate the loss and kill units.
        FOLLOW.put(
                AlarmKind.EXPLODING,
                Set.of(
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
        FOLLOW.put(AlarmKind.UPDATE_RATIO, allBut(AlarmKind.UPDATE_RATIO, AlarmKind.DIVERGING));
        FOLLOW.put(AlarmKind.DIVERGING, allBut(AlarmKind.DIVERGING));
        // Outputs that are too large make gradients and first updates so, which kill units.
        FOLLOW.put(
                AlarmKind.FIRST_LOSS,
                Set.of(
                        AlarmKind.UPDATE_RATIO,
                        AlarmKind.EXPLODING,
                        AlarmKind.STALLED,
                        AlarmKind.DEAD,
                        AlarmKind.VANISHING));
        // Signals that vanish leave nothing to learn from, and end in zeros, which tie.
        FOLLOW.put(
                AlarmKind.VANISHING,
                Set.of(
                        AlarmKind.VANISHING,
                        AlarmKind.STALLED,
                        AlarmKind.UPDATE_RATIO,
                        AlarmKind.DEAD,
                        AlarmKind.TIES));
        // Only the first of equal pieces is ever active; zeros tie, vanish and do not learn.
        FOLLOW.put(
                AlarmKind.TIES,
                Set.of(
                        AlarmKind.DEAD,
                        AlarmKind.VANISHING,
                        AlarmKind.STALLED,
                        AlarmKind.UPDATE_RATIO));
        // Where nothing goes through only the last biases move, and much for what they are.
        FOLLOW.put(
                AlarmKind.DEAD,
                Set.of(AlarmKind.STALLED, AlarmKind.VANISHING, AlarmKind.UPDATE_RATIO));
        FOLLOW.put(AlarmKind.STALLED, Set.of());
        // Gradients that are looked at where there are none read as zero.
        FOLLOW.put(AlarmKind.SETUP, Set.of(AlarmKind.STALLED));
    }

    private Cascade() {}

    private static Set<AlarmKind> allBut(AlarmKind... some) {
        Set<AlarmKind> kinds = new HashSet<>(AlarmKind.all());
        kinds.removeAll(List.of(some));
        return kinds;
    }

    static boolean explains(AlarmKind cause, AlarmKind effect) {
        return !effect.equals(AlarmKind.OTHER)
                && FOLLOW.getOrDefault(cause, Set.of()).contains(effect);
    }
}
