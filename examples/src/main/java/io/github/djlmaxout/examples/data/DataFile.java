// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads data files whole. How large a file may be is asked, and whether the memory is there, before
 * any is taken.
 */
final class DataFile {

    /** CRC32, and length, of what is packed stand at the end. */
    private static final int TRAILER = 8;

    /** A header, an empty block, a trailer. */
    private static final int LEAST_PACKED = 20;

    private DataFile() {}

    /**
     * Reads a file as it is.
     *
     * @param file the file
     * @param most the most bytes that it may have
     * @param unit what the bound is made of, for the message
     * @return its bytes
     * @throws IOException if it is larger, or cannot be read
     */
    static byte[] read(Path file, long most, String unit) throws IOException {
        long size = Files.size(file);
        requireSize(file, size, most, unit);
        requireMemory(file, size);
        try (InputStream in = Files.newInputStream(file)) {
            // One byte more than asked for would be seen: the file may grow meanwhile.
            byte[] bytes = in.readNBytes((int) most + 1);
            requireSize(file, bytes.length, most, unit);
            return bytes;
        }
    }

    /**
     * Unpacks a file of gzip's format, which holds one member and nothing else.
     *
     * @param file the file
     * @param most the most bytes that it may hold
     * @param unit what the bound is made of, for the message
     * @return the bytes that were packed
     * @throws IOException if there are more, or the file is damaged or goes on behind its end
     */
    static byte[] unpack(Path file, long most, String unit) throws IOException {
        byte[] packed = read(file, most, unit);
        if (packed.length < LEAST_PACKED) {
            throw new IOException(file + " is truncated: it is too short for gzip data");
        }
        ByteBuffer trailer =
                ByteBuffer.wrap(packed, packed.length - TRAILER, TRAILER)
                        .order(ByteOrder.LITTLE_ENDIAN);
        int checksum = trailer.getInt();
        long claimed = Integer.toUnsignedLong(trailer.getInt());
        if (claimed > most) {
            throw new IOException(
                    file
                            + " ends as gzip data of "
                            + claimed
                            + " bytes, expected at most "
                            + most
                            + " ("
                            + unit
                            + "): it is too large, truncated, or goes on behind its end");
        }
        requireMemory(file, claimed);
        byte[] bytes;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            // One more would be seen.
            bytes = in.readNBytes((int) claimed + 1);
        } catch (EOFException e) {
            throw new IOException(file + " is truncated: its gzip data has no end", e);
        } catch (ZipException e) {
            throw new IOException(file + " is not whole gzip data: " + e.getMessage(), e);
        }
        // The JDK's stream overlooks whatever is behind the end of a member.
        CRC32 actual = new CRC32();
        actual.update(bytes);
        if (bytes.length != claimed || checksum != (int) actual.getValue()) {
            throw new IOException(file + " has more bytes behind the end of its gzip data");
        }
        return bytes;
    }

    private static void requireSize(Path file, long size, long most, String unit)
            throws IOException {
        if (size > most) {
            throw new IOException(
                    file
                            + " holds "
                            + size
                            + " bytes, expected at most "
                            + most
                            + " ("
                            + unit
                            + ")");
        }
    }

    /** Refuses what the JVM has no room for, before it is asked for. */
    static void requireMemory(Path file, long bytes) throws IOException {
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        if (bytes > free) {
            throw new IOException(
                    file
                            + " takes "
                            + (bytes >> 20)
                            + " MB of memory, but Java has "
                            + (free >> 20)
                            + " MB left: give it more with -Xmx");
        }
    }
}
