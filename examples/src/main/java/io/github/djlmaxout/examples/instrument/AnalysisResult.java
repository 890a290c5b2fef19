// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a command found out: a table for people, and files. */
final class AnalysisResult {

    private final String table;
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /**
     * Begins a result.
     *
     * @param table what is printed, its lines ended
     */
    AnalysisResult(String table) {
        this.table = table;
    }

    /** Adds a text file in UTF-8, such as {@code ntk.csv}. */
    AnalysisResult with(String name, String text) {
        return with(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a file. */
    AnalysisResult with(String name, byte[] content) {
        files.put(name, content.clone());
        return this;
    }

    String table() {
        return table;
    }

    /** Returns the files by their names. */
    Map<String, byte[]> files() {
        return Collections.unmodifiableMap(files);
    }
}
