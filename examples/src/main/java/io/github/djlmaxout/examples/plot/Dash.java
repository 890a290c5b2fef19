// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.plot;

/** How a line is drawn. */
public enum Dash {
    /** In one stroke. */
    SOLID(""),

    /** In long dashes. */
    DASHED("6 4"),

    /** In short ones. */
    DOTTED("2 3");

    private final String pattern;

    Dash(String pattern) {
        this.pattern = pattern;
    }

    String attribute() {
        return pattern.isEmpty() ? "" : " stroke-dasharray=\"" + pattern + "\"";
    }
}
