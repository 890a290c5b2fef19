package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.internal.FileClaim;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is written whole or not at all: into a temporary file beside it, then moved over the
 * old one in one step. Whoever opens it sees the old content or the new.
 *
 * <p>From opening to closing it is this writer's alone, and it is never written through a link.
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

    /** What writes the content. */
    @FunctionalInterface
    interface Content {

        /** Writes the content; the stream is closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
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
        createFolder(file.getParent());
        FileClaim.requireNoLink(file);
        return new ReportFile(file, FileClaim.beside(file));
    }

    private static void createFolder(Path folder) throws IOException {
        // Some releases of the JDK refuse a link to a folder in createDirectories.
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    /**
     * Replaces the file.
     *
     * @throws InUseException if it could not be moved; Windows refuses while a reader has the old
     *     file open
     * @throws IOException if the content could not be written; the old file is then still there
     */
    void write(Content content) throws IOException {
        createFolder(file.getParent());
        // Of a program that was killed, or a link: only a new file is written to.
        Files.deleteIfExists(temporary);
        try {
            try (FileChannel channel =
                            FileChannel.open(
                                    temporary,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.CREATE_NEW);
                    OutputStream out =
                            new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            move();
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    // A link that was put in the file's place meanwhile is replaced itself.
    private void move() throws InUseException {
        try {
            try {
                Files.move(
                        temporary,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            }
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
