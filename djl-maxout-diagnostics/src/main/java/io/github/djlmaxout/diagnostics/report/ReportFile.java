package io.github.djlmaxout.diagnostics.report;

import java.io.BufferedOutputStream;
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
 */
final class ReportFile {

    private final Path file;
    private final Path temporary;

    ReportFile(Path file) {
        this.file = file.toAbsolutePath();
        // Not Files.createTempFile: it makes files that only their owner can read.
        String name = "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part";
        temporary = this.file.resolveSibling(name);
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
     * Replaces the file.
     *
     * @throws InUseException if it could not be moved; Windows refuses while a reader has the old
     *     file open
     * @throws IOException if the content could not be written; the old file is then still there
     */
    void write(Content content) throws IOException {
        Files.createDirectories(file.getParent());
        try {
            try (FileChannel channel =
                            FileChannel.open(
                                    temporary,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.TRUNCATE_EXISTING);
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

    /** Returns the path of the file. */
    @Override
    public String toString() {
        return file.toString();
    }
}
