// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.plot;

import java.util.ArrayList;
import java.util.List;

/** A table of text with aligned columns. */
public final class PlainTable {

    private PlainTable() {}

    /**
     * Returns the lines; the first columns are flush left, the others right.
     *
     * @param names how many columns are flush left
     * @param header the heads of the columns
     * @param rows the cells
     * @return the lines, the header first
     */
    public static List<String> lines(int names, List<String> header, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        all.addAll(rows);
        int[] widths = new int[header.size()];
        for (List<String> cells : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], cells.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> cells : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String blanks = " ".repeat(widths[i] - cells.get(i).length());
                line.append(i == 0 ? "" : "  ")
                        .append(i < names ? cells.get(i) + blanks : blanks + cells.get(i));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
