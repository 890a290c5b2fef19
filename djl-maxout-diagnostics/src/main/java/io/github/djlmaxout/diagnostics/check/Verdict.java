// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.diagnostics.AlarmKind;

import java.util.Optional;

/** What a check says of a layer or of a network. */
public enum Verdict {
    /** Nothing speaks against training. */
    FINE("fine"),
    /** Not found out. */
    UNKNOWN("unknown"),
    /** Layers that do not learn. */
    STALLED("not learning"),
    /** Pieces of maxout units, or units of other layers, that are never active. */
    DEAD("dead"),
    /** Pieces of maxout units that are equal, so that only one of them learns. */
    TIES("ties"),
    /** A first loss far above that of guessing. */
    FIRST_LOSS("first loss too high"),
    /** Activations or gradients become smaller from layer to layer. */
    VANISHING("vanishing"),
    /** Activations or gradients become larger from layer to layer. */
    EXPLODING("exploding"),
    /** NaN or infinity. */
    NON_FINITE("not finite");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    /** What a rule of a watched training finds wrong, as a verdict. */
    static Verdict of(AlarmKind kind) {
        return switch (kind) {
            case DEAD -> DEAD;
            case TIES -> TIES;
            case VANISHING -> VANISHING;
            case EXPLODING, DIVERGING -> EXPLODING;
            case NON_FINITE -> NON_FINITE;
            case FIRST_LOSS -> FIRST_LOSS;
            case STALLED, UPDATE_RATIO -> STALLED;
            // A check has no loop around the network, and no rules but ours.
            case SETUP, OTHER -> UNKNOWN;
        };
    }

    /** The fault of a watched training that is the same; none for what is no fault. */
    Optional<AlarmKind> kind() {
        return switch (this) {
            case FINE, UNKNOWN -> Optional.empty();
            default -> Optional.of(AlarmKind.valueOf(name()));
        };
    }

    /** Returns the word for people, such as {@code fine}. */
    @Override
    public String toString() {
        return label;
    }
}
