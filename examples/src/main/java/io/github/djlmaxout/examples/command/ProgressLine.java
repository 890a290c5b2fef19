// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import ai.djl.training.util.ProgressBar;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** DJL's progress bar in one line of the screen, wiped out in the end. */
public final class ProgressLine {

    private static final int LENGTH = 100;

    private final PrintWriter out;
    private final boolean shown;
    private ProgressBar bar;
    private String name;

    public ProgressLine(PrintWriter out, boolean shown) {
        this.out = out;
        this.shown = shown;
    }

    /**
     * Shows how far something has come.
     *
     * @param what its name; a new one begins a new bar
     * @param done how much is done, from 1
     * @param all how much there is
     * @param text what else to show
     */
    public void show(String what, int done, int all, Supplier<String> text) {
        if (!shown) {
            return;
        }
        if (!what.equals(name)) {
            end();
            // One more than there is: at its end DJL's bar would start a new line.
            bar = new ProgressBar(what, all + 1L);
            name = what;
        }
        bar.update(done - 1L, text.get());
    }

    /** Wipes the bar out, so that the next line stands in its place. */
    public void end() {
        if (bar != null) {
            out.print("\r" + " ".repeat(LENGTH) + "\r");
            out.flush();
            bar = null;
            name = null;
        }
    }
}
