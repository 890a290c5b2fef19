package io.github.djlmaxout.examples.run;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file whole or not at all: into a temporary file beside it, forced to the disk, then
 * moved over the old one in one step.
 */
public final class WholeFile {

    private WholeFile() {}

    /** What writes the content. */
    @FunctionalInterface
    public interface Content {

        /** Writes the content; the stream is closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file.
     *
     * @param file the file; one that exists is replaced
     * @param content its content
     * @throws IOException if it cannot be written; the old file is then still there
     */
    public static void write(Path file, Content content) throws IOException {
        // Not Files.createTempFile: it makes files that only their owner can read.
        String name = "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part";
        Path temporary = file.toAbsolutePath().resolveSibling(name);
        // Of a program that was killed, or a link: only a new file is written to.
        Files.deleteIfExists(temporary);
        try {
            try (FileChannel channel =
                            FileChannel.open(
                                    temporary,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.CREATE_NEW);
                    OutputStream out =
                            new BufferedOutputStream(Channels.newOutputStream(channel))) {
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            try {
                Files.move(
                        temporary,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Writes a text file in UTF-8; see {@link #write(Path, Content)}. */
    public static void write(Path file, String text) throws IOException {
        write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
