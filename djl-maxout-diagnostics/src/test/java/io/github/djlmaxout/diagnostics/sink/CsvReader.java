// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A naive reader of RFC 4180, character by character. */
final class CsvReader {

    private CsvReader() {}

    /** Returns the rows of a file that must end with a line feed, the header included. */
    static List<List<String>> read(Path file) throws IOException {
        String text = Files.readString(file);
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            if (text.charAt(i) == '"') {
                i++;
                while (text.charAt(i) != '"' || text.startsWith("\"\"", i)) {
                    i += text.charAt(i) == '"' ? 1 : 0;
                    field.append(text.charAt(i++));
                }
                i++;
            } else {
                while (text.charAt(i) != ',' && text.charAt(i) != '\n') {
                    field.append(text.charAt(i++));
                }
            }
            row.add(field.toString());
            field.setLength(0);
            if (text.charAt(i) == '\n') {
                rows.add(row);
                row = new ArrayList<>();
            } else if (text.charAt(i) != ',') {
                throw new AssertionError("A field ends at " + i + " without a comma: " + text);
            }
            i++;
        }
        if (!row.isEmpty()) {
            throw new AssertionError("The last row is torn: " + text);
        }
        return rows;
    }
}
