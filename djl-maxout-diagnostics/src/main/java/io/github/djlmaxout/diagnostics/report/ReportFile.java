// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.internal.FileClaim;
import io.github.djlmaxout.internal.WholeFile;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is written whole or not at all, so that whoever opens it sees the old content or the
 * new. From opening to closing it is this writer's alone, and it is never written through a link.
 */
final class ReportFile implements Closeable {

    private final Path file;
    private final Path temporary;
    private final FileClaim claim;

    private ReportFile(Path file, FileClaim claim) {
        this.file = file;
        this.claim = claim;
        // Not Files.createTempFile: it makes files that only their owner can read.
        temporary = file.resolveSibling("." + file.getFileName() + ".part");
    }

    /** The new content stands in the temporary file, but could not be moved over the old one. */
    static final class InUseException extends IOException {

        private static final long serialVersionUID = 1L;

        InUseException(Path file, IOException cause) {
            super("Cannot replace " + file + ": " + cause.getMessage(), cause);
        }
    }

    /**
     * Claims the file; nothing is written yet. Missing folders are made.
     *
     * @throws IOException if another training writes to it, or it is a link
     */
    static ReportFile open(Path path) throws IOException {
        Path file = path.toAbsolutePath();
        WholeFile.createFolder(file.getParent());
        FileClaim.requireNoLink(file);
        return new ReportFile(file, FileClaim.beside(file));
    }

    /**
     * Replaces the file.
     *
     * @throws InUseException if it could not be moved; Windows refuses while a reader has the old
     *     file open
     * @throws IOException if the content could not be written; the old file is then still there
     */
    void write(WholeFile.Content content) throws IOException {
        WholeFile.createFolder(file.getParent());
        try {
            WholeFile.writeNew(temporary, content);
            move();
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void move() throws InUseException {
        try {
            WholeFile.move(temporary, file);
        } catch (IOException e) {
            throw new InUseException(file, e);
        }
    }

    /** Gives the file back to others. */
    @Override
    public void close() throws IOException {
        claim.close();
    }
}
