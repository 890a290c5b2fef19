// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that grows by whole chunks: one that cannot be written completely is taken back.
 *
 * <p>A chunk is handed to the operating system in one write, without a buffer between, so a reader
 * sees it at once, and the end of the program does not tear it. There is no {@code fsync}: only
 * when the machine itself goes down may the newest chunks be lost or torn.
 */
final class AppendFile implements Closeable {

    private final Path path;

    private final SeekableByteChannel channel;

    /** Appends at the position of the channel. */
    AppendFile(Path path, SeekableByteChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Returns the length of the file. */
    long size() throws IOException {
        return channel.position();
    }

    /** Appends all of the bytes, or none of them and throws. */
    void append(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return;
        }
        // Writing into a removed file succeeds on Unix, and nobody would ever read it.
        if (Files.notExists(path)) {
            throw new IOException(
                    "The file " + path + " was removed or renamed while it was written.");
        }
        long whole = channel.position();
        try {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        } catch (IOException e) {
            try {
                channel.truncate(whole);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
