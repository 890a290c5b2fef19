// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import java.util.List;
import java.util.Locale;

/**
 * A fault: what can be wrong with a training, or with a network before it. Rules of one's own find
 * those of this library, or {@link #own} ones.
 *
 * <p>Faults are compared by how much they mean: the larger is the worse one. Two are equal if they
 * have the same name.
 */
public final class AlarmKind implements Comparable<AlarmKind> {

    /** What a fault means for the training. */
    public enum Severity {
        /** It may go on, but something is amiss. */
        LOOK,
        /** It cannot succeed like this. */
        WRONG
    }

    /** What a rule of the user's own finds, if it is none of these and has no name of its own. */
    public static final AlarmKind OTHER =
            look("OTHER", "other", "an alarm of a rule of one's own", 0);

    /**
     * The program around the network is not what its author means: the listener is called at the
     * wrong place or not at all, gradients get lost, planned first weights were replaced.
     */
    public static final AlarmKind SETUP =
            look("SETUP", "setup", "a fault of the program around the network", 1);

    /** Updates too large or too small for the weights. */
    public static final AlarmKind UPDATE_RATIO =
            look("UPDATE_RATIO", "update ratio", "updates too large or too small", 2);

    /** A layer that does not learn. */
    public static final AlarmKind STALLED =
            look("STALLED", "not learning", "layers that do not learn", 3);

    /** Pieces of maxout units, or units of other layers, that are never active. */
    public static final AlarmKind DEAD = look("DEAD", "dead", "dead pieces or units", 4);

    /** Pieces of maxout units that are equal, so that only one of them learns. */
    public static final AlarmKind TIES = look("TIES", "ties", "tied pieces", 5);

    /** A first loss far above that of guessing. */
    public static final AlarmKind FIRST_LOSS =
            look("FIRST_LOSS", "first loss too high", "a first loss far above that of guessing", 6);

    /** A loss or gradient that rises from step to step, by orders of magnitude. */
    public static final AlarmKind DIVERGING =
            wrong(
                    "DIVERGING",
                    "diverging",
                    "a loss or gradient that rises by orders of magnitude",
                    7);

    /** Gradients or activations become smaller from layer to layer. */
    public static final AlarmKind VANISHING =
            wrong("VANISHING", "vanishing", "vanishing signals or gradients", 8);

    /** Gradients or activations become larger from layer to layer. */
    public static final AlarmKind EXPLODING =
            wrong("EXPLODING", "exploding", "exploding signals or gradients", 9);

    /** NaN or infinity in the loss, a signal, a gradient or a weight. */
    public static final AlarmKind NON_FINITE =
            wrong("NON_FINITE", "not finite", "NaN or infinity", 10);

    private static final List<AlarmKind> ALL =
            List.of(
                    OTHER,
                    SETUP,
                    UPDATE_RATIO,
                    STALLED,
                    DEAD,
                    TIES,
                    FIRST_LOSS,
                    DIVERGING,
                    VANISHING,
                    EXPLODING,
                    NON_FINITE);

    private final String name;
    private final String label;
    private final String description;
    private final Severity severity;
    private final int rank;

    private AlarmKind(String name, String label, String description, Severity severity, int rank) {
        this.name = name;
        this.label = label;
        this.description = description;
        this.severity = severity;
        this.rank = rank;
    }

    private static AlarmKind look(String name, String label, String description, int rank) {
        return new AlarmKind(name, label, description, Severity.LOOK, rank);
    }

    private static AlarmKind wrong(String name, String label, String description, int rank) {
        return new AlarmKind(name, label, description, Severity.WRONG, rank);
    }

    /**
     * Returns a fault of one's own, for the alarms of a rule of one's own. No other fault explains
     * it and it explains none, so it is said whatever was said before.
     *
     * @param label what it is called, such as {@code forgotten class}
     * @param severity what it means
     * @return the fault
     * @throws IllegalArgumentException if it is called as one of this library is, or nothing
     */
    public static AlarmKind own(String label, Severity severity) {
        String name = label.strip().toUpperCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "_");
        boolean taken =
                ALL.stream().anyMatch(kind -> kind.name.equals(name) || kind.label.equals(label));
        if (taken || name.isEmpty()) {
            throw new IllegalArgumentException(
                    "A fault of one's own cannot be called '"
                            + label
                            + "': give it a name that is none of "
                            + ALL
                            + ".");
        }
        return new AlarmKind(name, label.strip(), label.strip(), severity, 0);
    }

    /**
     * Returns the faults of this library.
     *
     * @return all of them, the worst last
     */
    public static List<AlarmKind> all() {
        return ALL;
    }

    /**
     * Returns the name that programs tell it by, in files for example.
     *
     * @return such as {@code NON_FINITE}
     */
    public String name() {
        return name;
    }

    /**
     * Returns what it is called.
     *
     * @return a word or two, such as {@code not finite}
     */
    public String label() {
        return label;
    }

    /**
     * Returns what it is.
     *
     * @return the words of a sentence, such as {@code NaN or infinity}
     */
    public String description() {
        return description;
    }

    /**
     * Returns what it means for the training.
     *
     * @return the severity
     */
    public Severity severity() {
        return severity;
    }

    /** Compares by how bad it is, those of one's own by name. */
    @Override
    public int compareTo(AlarmKind other) {
        int order = Integer.compare(rank, other.rank);
        return order != 0 ? order : name.compareTo(other.name);
    }

    /** Tells whether it has the same name. */
    @Override
    public boolean equals(Object other) {
        return other instanceof AlarmKind kind && kind.name.equals(name);
    }

    /** Returns the hash code of the name. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Returns what it is called, such as {@code not finite}. */
    @Override
    public String toString() {
        return label;
    }
}
