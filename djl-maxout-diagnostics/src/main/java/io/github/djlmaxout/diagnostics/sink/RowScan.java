// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

/**
 * Finds the last row of a table, byte by byte, and whether it is torn.
 *
 * <p>A row begins at the start of a line with two whole numbers, each with a comma behind it: the
 * step and the epoch. It is torn if the table ends without a line break, or inside quotes. Quotes
 * are counted from the beginning of a row and not from that of the table, so one that should not be
 * there, in a damaged row, says nothing about the rows behind it. A name may hold a line break, and
 * behind it what looks like the beginning of a row: then quotes are open from the row before to
 * this one and closed at the end, and all is whole.
 */
final class RowScan {

    /** How far the beginning of a row has been seen in a line. */
    private enum Seen {
        NOTHING,
        STEP,
        COMMA,
        EPOCH,
        NO_ROW
    }

    private long position;
    private long line;
    private Seen seen = Seen.NOTHING;
    private long row = -1;
    private boolean quoted;
    private boolean quotedBefore;
    private boolean openAtLine;
    private byte last = '\n';
    private long lines;

    /** Begins behind the header. */
    RowScan(long header) {
        position = header;
        line = header;
    }

    void accept(byte next) {
        if (next == '"') {
            quoted = !quoted;
        }
        if (next == '\n') {
            line = position + 1;
            openAtLine = quoted;
            lines++;
            seen = Seen.NOTHING;
        } else if (seen != Seen.NO_ROW) {
            match(next);
        }
        last = next;
        position++;
    }

    private void match(byte next) {
        boolean digit = next >= '0' && next <= '9';
        boolean sign = next == '-';
        seen =
                switch (seen) {
                    case NOTHING -> digit || sign ? Seen.STEP : Seen.NO_ROW;
                    case STEP -> digit ? Seen.STEP : next == ',' ? Seen.COMMA : Seen.NO_ROW;
                    case COMMA -> digit || sign ? Seen.EPOCH : Seen.NO_ROW;
                    case EPOCH -> {
                        if (next == ',') {
                            begin();
                        }
                        yield digit ? Seen.EPOCH : Seen.NO_ROW;
                    }
                    case NO_ROW -> Seen.NO_ROW;
                };
    }

    private void begin() {
        quotedBefore = row >= 0 && quoted;
        quoted = false;
        row = line;
    }

    /** Whether there is more than one broken line, and none of them begins a row. */
    boolean isForeign() {
        return row < 0 && lines > 0;
    }

    /** The end of the whole rows. */
    long whole() {
        if (last != '\n') {
            // A line that may yet become a row is one, whatever a row before it lacks.
            boolean begun = seen != Seen.NO_ROW;
            return row < 0 || (row != line && (begun || !openAtLine)) ? line : row;
        }
        boolean open = quoted && !quotedBefore;
        return open ? row : position;
    }
}
