// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

/**
 * Where in a network something was observed.
 *
 * @param scope whole network, layer or parameter
 * @param name the stable name of the layer, such as {@code 02SequentialBlock/01Linear}, or of the
 *     parameter, such as {@code 02SequentialBlock/01Linear/weight}; empty for the whole network,
 *     {@code input} or {@code output} for what goes into it and comes out of it
 */
public record Place(Scope scope, String name) {

    /** The whole network. */
    public static final Place NETWORK = new Place(Scope.NETWORK, "");

    /** What goes into the network. */
    public static final Place INPUT = new Place(Scope.NETWORK, "input");

    /** What comes out of it. */
    public static final Place OUTPUT = new Place(Scope.NETWORK, "output");

    /**
     * Returns the place of a layer.
     *
     * @param name its stable name
     * @return the place
     */
    public static Place layer(String name) {
        return new Place(Scope.LAYER, name);
    }

    /**
     * Returns the place of a parameter.
     *
     * @param name its stable name
     * @return the place
     */
    public static Place parameter(String name) {
        return new Place(Scope.PARAMETER, name);
    }

    /** Returns the name, or {@code network}. */
    @Override
    public String toString() {
        return name.isEmpty() ? "network" : name;
    }
}
