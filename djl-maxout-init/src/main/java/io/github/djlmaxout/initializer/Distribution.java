// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

/** The law of a layer's first weights, and of its biases where they belong together. */
public enum Distribution {

    /** Independent normal weights; constant biases. */
    NORMAL("normal"),

    /** Normal rows scaled to one length; constant biases. */
    WEIGHT_NORM("weight norm"),

    /** Orthonormal rows or columns, each piece a matrix of its own; constant biases. */
    ORTHOGONAL("orthogonal"),

    /** Weights and bias of a piece together on a sphere, as Tseran and Montufar (2021) have it. */
    SPHERE("sphere"),

    /** The pieces of a unit are tangents of a convex curve, Tseran and Montufar (2021). */
    MANY_REGIONS("many regions"),

    /** What the weights of an initialized network are, whatever law they came from. */
    FOUND("as found"),

    /** The layer keeps what it has, or gets what it would without a plan. */
    UNCHANGED("unchanged");

    private final String label;

    Distribution(String label) {
        this.label = label;
    }

    /** The name for people. */
    String label() {
        return label;
    }
}
