// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.internal.FileClaim;
import io.github.djlmaxout.internal.WholeFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A table of comma-separated values that only grows: each result is on the disk as soon as it is
 * known, and a program that was killed goes on where it stopped.
 */
final class Ledger {

    private final Path file;

    /**
     * Opens a table, or begins one. A last line without its end, left by a killed program, is cut
     * off.
     *
     * @throws IOException if the file cannot be used or holds another table
     */
    Ledger(Path file, String header) throws IOException {
        this.file = file;
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileClaim.requireNoLink(file);
        if (!Files.exists(file)) {
            write(header + "\n");
            return;
        }
        String text = Files.readString(file);
        int end = text.lastIndexOf('\n') + 1;
        String whole = text.substring(0, end);
        if (end > 0 && !whole.startsWith(header + "\n")) {
            throw new IOException(
                    file + " has other columns than " + header + ": take another --output");
        }
        if (end == 0) {
            WholeFile.write(file, header + "\n");
        } else if (end < text.length()) {
            WholeFile.write(file, whole);
        }
    }

    /** Returns the lines without the header. */
    List<String> lines() throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.subList(1, lines.size());
    }

    /** Appends lines in one write. */
    void append(List<String> lines) throws IOException {
        write(String.join("\n", lines) + "\n");
    }

    private void write(String text) throws IOException {
        Files.write(
                file,
                text.getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS);
    }
}
