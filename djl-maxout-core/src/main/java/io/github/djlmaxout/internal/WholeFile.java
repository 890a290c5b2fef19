// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

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
 * Writes a file whole or not at all: into a temporary file beside it, forced to the disk, then
 * moved over the old one in one step. Nothing is written through a link; a link in the file's place
 * is replaced itself.
 */
public final class WholeFile {

    private static final int BUFFER = 1 << 16;

    private WholeFile() {}

    /** What writes the content. */
    @FunctionalInterface
    public interface Content {

        /**
         * Writes the content.
         *
         * @param out where to; closed by the caller
         * @throws IOException if it cannot be written
         */
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
        try {
            writeNew(temporary, content);
            move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Writes a text file in UTF-8; see {@link #write(Path, Content)}.
     *
     * @param file the file; one that exists is replaced
     * @param text its content
     * @throws IOException if it cannot be written; the old file is then still there
     */
    public static void write(Path file, String text) throws IOException {
        write(file, out -> out.write(text.getBytes(UTF_8)));
    }

    /**
     * Writes a temporary file, forced to the disk. One that is there, of a program that was killed,
     * or a link, is taken away first.
     *
     * @param temporary the file
     * @param content its content
     * @throws IOException if it cannot be written; the caller takes away what there is
     */
    public static void writeNew(Path temporary, Content content) throws IOException {
        Files.deleteIfExists(temporary);
        try (FileChannel channel =
                        FileChannel.open(
                                temporary,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE_NEW);
                OutputStream out =
                        new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    /**
     * Moves a temporary file over the one that it was written for, in one step where the file
     * system can.
     *
     * @param temporary the file
     * @param file the one to replace, there or not
     * @throws IOException if it cannot be moved
     */
    public static void move(Path temporary, Path file) throws IOException {
        try {
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Makes a folder and those above it, if they are not there.
     *
     * @param folder the folder
     * @throws IOException if it cannot be made
     */
    public static void createFolder(Path folder) throws IOException {
        // Some releases of the JDK refuse a link to a folder in createDirectories.
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }
}
