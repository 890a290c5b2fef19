// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.option;

import ai.djl.util.Progress;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * How far something has come, in one line of the screen that is written over and wiped out in the
 * end. It is never longer than the terminal is wide, or each update would begin a new line.
 */
public final class ProgressLine implements Progress {

    private static final int LONGEST_BAR = 40;
    private static final int SHORTEST_BAR = 5;

    private final PrintWriter out;
    private final int width;
    private String name = "";
    private long all = 1;
    private long done;
    private int percent = -1;

    /**
     * A line on the terminal.
     *
     * @param shown whether to show anything
     */
    public ProgressLine(PrintWriter out, boolean shown) {
        this(out, shown ? terminalWidth() : 0);
    }

    /**
     * A line of at most so many characters, one less than the terminal has, which may go on to the
     * next line by itself after its last.
     *
     * @param width the width of the terminal; 0 to show nothing
     */
    ProgressLine(PrintWriter out, int width) {
        this.out = out;
        this.width = width - 1;
    }

    /** Asked of the terminal once a process; 100 where there is none. */
    private static int terminalWidth() {
        return new CommandLine(CommandSpec.create())
                .setUsageHelpWidth(100)
                .setUsageHelpAutoWidth(true)
                .getUsageHelpWidth();
    }

    /**
     * Shows how far something has come, where that is another percent.
     *
     * @param what its name; a new one begins a new bar
     * @param nowDone how much is done
     * @param ofAll how much there is
     * @param text what else to show
     */
    public void show(String what, long nowDone, long ofAll, Supplier<String> text) {
        int now = (int) (100 * Math.min(nowDone, ofAll) / Math.max(ofAll, 1));
        if (width > 0 && (now != percent || !what.equals(name))) {
            name = what;
            percent = now;
            out.print("\r" + line(text.get()));
            out.flush();
        }
    }

    /** The line, filled up to the terminal's width so that nothing of the last one is left. */
    private String line(String text) {
        String before = String.format(Locale.ROOT, "%-12s %3d%% ", name, percent);
        int room = width - before.length() - text.length() - 3;
        int length = Math.min(room, LONGEST_BAR);
        String bar = "";
        if (length >= SHORTEST_BAR) {
            int full = length * percent / 100;
            bar = "|" + "#".repeat(full) + " ".repeat(length - full) + "| ";
        }
        String line = before + bar + text;
        return line.length() > width
                ? line.substring(0, width)
                : line + " ".repeat(width - line.length());
    }

    /** Wipes the line out, so that the next one stands in its place. */
    @Override
    public void end() {
        if (percent >= 0) {
            out.print("\r" + " ".repeat(width) + "\r");
            out.flush();
            percent = -1;
        }
    }

    @Override
    public void reset(String message, long max) {
        reset(message, max, null);
    }

    @Override
    public void reset(String message, long max, String trailingMessage) {
        end();
        name = message;
        all = max;
        done = 0;
    }

    @Override
    public void start(long initialProgress) {
        update(initialProgress);
    }

    @Override
    public void increment(long increment) {
        update(done + increment);
    }

    @Override
    public void update(long progress, String message) {
        done = progress;
        show(name, done, all, () -> message == null ? "" : message);
        if (done >= all) {
            end();
        }
    }
}
