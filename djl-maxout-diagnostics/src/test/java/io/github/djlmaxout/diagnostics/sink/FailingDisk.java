// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** A disk with room for so many bytes: what fits of a write is written, and the next one throws. */
final class FailingDisk implements FileOpener {

    private long room;

    FailingDisk(long room) {
        this.room = room;
    }

    @Override
    public SeekableByteChannel open(Path path, OpenOption... options) throws IOException {
        SeekableByteChannel inner = Files.newByteChannel(path, options);
        return new SeekableByteChannel() {

            @Override
            public int write(ByteBuffer source) throws IOException {
                if (room == 0) {
                    throw new IOException("No space left on device");
                }
                int length = (int) Math.min(room, source.remaining());
                int written = inner.write(source.slice(source.position(), length));
                source.position(source.position() + written);
                room -= written;
                return written;
            }

            @Override
            public int read(ByteBuffer target) throws IOException {
                return inner.read(target);
            }

            @Override
            public long position() throws IOException {
                return inner.position();
            }

            @Override
            public SeekableByteChannel position(long position) throws IOException {
                inner.position(position);
                return this;
            }

            @Override
            public long size() throws IOException {
                return inner.size();
            }

            @Override
            public SeekableByteChannel truncate(long size) throws IOException {
                inner.truncate(size);
                return this;
            }

            @Override
            public boolean isOpen() {
                return inner.isOpen();
            }

            @Override
            public void close() throws IOException {
                inner.close();
            }
        };
    }
}
