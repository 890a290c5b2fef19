// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.diagnostics.AlarmKind;

import java.util.Objects;
import java.util.Optional;

/**
 * What a check says of a layer or of a network: that it has a fault, that nothing speaks against
 * training, or that it was not found out. The worse verdict is the larger one.
 */
public final class Verdict implements Comparable<Verdict> {

    /** Nothing speaks against training. */
    public static final Verdict FINE = new Verdict("fine", null);

    /** Not found out. */
    public static final Verdict UNKNOWN = new Verdict("unknown", null);

    private final String label;
    private final AlarmKind fault;

    private Verdict(String label, AlarmKind fault) {
        this.label = label;
        this.fault = fault;
    }

    /**
     * Returns the verdict that something has a fault.
     *
     * @param fault which
     * @return the verdict
     */
    public static Verdict of(AlarmKind fault) {
        return new Verdict(fault.label(), fault);
    }

    /**
     * Returns the fault.
     *
     * @return nothing of {@link #FINE} and {@link #UNKNOWN}
     */
    public Optional<AlarmKind> fault() {
        return Optional.ofNullable(fault);
    }

    /** Compares by how bad it is: fine, unknown, then the faults. */
    @Override
    public int compareTo(Verdict other) {
        if (fault == null || other.fault == null) {
            return Integer.compare(order(), other.order());
        }
        return fault.compareTo(other.fault);
    }

    private int order() {
        return fault != null ? 2 : equals(FINE) ? 0 : 1;
    }

    /** Tells whether it says the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Verdict verdict
                && verdict.label.equals(label)
                && Objects.equals(verdict.fault, fault);
    }

    /** Returns the hash code of what it says. */
    @Override
    public int hashCode() {
        return label.hashCode();
    }

    /** Returns the word for people, such as {@code fine}. */
    @Override
    public String toString() {
        return label;
    }
}
