// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.picture;

import java.util.ArrayList;
import java.util.List;

/** A picture that only says something, in lines. */
final class SentencePicture {

    /** The characters in a line. */
    private static final int WIDTH = 46;

    private SentencePicture() {}

    static String svg(String text) {
        StringBuilder lines = new StringBuilder();
        int y = 12;
        for (String line : wrapped(text)) {
            y += 34;
            lines.append("<text x=\"24\" y=\"").append(y).append("\" fill=\"#222\">");
            lines.append(RegionSvg.escaped(line)).append("</text>");
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 664 "
                + (y + 28)
                + "\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"26\">"
                + "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
                + lines
                + "</svg>";
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() > WIDTH) {
                lines.add(line.toString().strip());
                line.setLength(0);
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().strip());
        return lines;
    }
}
