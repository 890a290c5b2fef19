// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.internal.FileClaim;
import io.github.djlmaxout.internal.WholeFile;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A CSV file in UTF-8 with a header, to which run after run may append. */
final class CsvTable implements Closeable {

    private static final int CHUNK = 1 << 16;

    private static final int SHOWN = 120;

    private static final String LEFT =
            "It was left as it is: give another file, or move this one away.";

    private static final Logger logger = LoggerFactory.getLogger(CsvTable.class);

    private final AppendFile file;

    /** Keeps others from repairing the file while it is written. */
    private final FileClaim claim;

    private CsvTable(AppendFile file, FileClaim claim) {
        this.file = file;
        this.claim = claim;
    }

    /**
     * Opens a table: makes it if it is not there, and cuts off a torn last row if it is. Whatever
     * the rows before it hold stays.
     *
     * @throws IOException if the file holds something else, or somebody else is writing to it
     */
    static CsvTable open(Path path, String header, FileOpener opener) throws IOException {
        WholeFile.createFolder(path.toAbsolutePath().getParent());
        FileClaim.requireNoLink(path);
        FileClaim claim = FileClaim.beside(path);
        try {
            return new CsvTable(continued(path, header, opener), claim);
        } catch (IOException | RuntimeException e) {
            claim.close();
            throw e;
        }
    }

    private static AppendFile continued(Path path, String header, FileOpener opener)
            throws IOException {
        SeekableByteChannel channel =
                opener.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
        try {
            byte[] headerRow = (header + "\n").getBytes(StandardCharsets.UTF_8);
            long whole = wholeRows(path, channel, headerRow);
            if (whole < channel.size()) {
                logger.info(
                        "A torn row of {} bytes is cut off the end of {}.",
                        channel.size() - whole,
                        path);
            }
            channel.truncate(whole);
            channel.position(whole);
            AppendFile file = new AppendFile(path, channel);
            if (whole == 0) {
                file.append(headerRow);
            }
            return file;
        } catch (IOException | RuntimeException e) {
            try {
                channel.close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Appends whole rows. */
    void append(CharSequence rows) throws IOException {
        file.append(rows.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        try (claim) {
            file.close();
        }
    }

    /** Returns how many bytes the header and the whole rows behind it have. */
    private static long wholeRows(Path path, SeekableByteChannel channel, byte[] headerRow)
            throws IOException {
        long size = channel.size();
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        RowScan rows = new RowScan(headerRow.length);
        long position = 0;
        while (position < size && channel.read(buffer.clear()) > 0) {
            buffer.flip();
            int skipped = 0;
            if (position == 0) {
                requireHeader(path, buffer, headerRow);
                skipped = Math.min(buffer.remaining(), headerRow.length);
            }
            position += buffer.remaining();
            buffer.position(skipped);
            while (buffer.hasRemaining()) {
                rows.accept(buffer.get());
            }
        }
        if (size < headerRow.length) {
            return 0;
        }
        if (rows.isForeign()) {
            throw new IOException(
                    "The file "
                            + path
                            + " has the header of a table of observations, but none of its lines"
                            + " begins with a step and an epoch. "
                            + LEFT);
        }
        return rows.whole();
    }

    /** Throws unless what the file begins with is the header, or the beginning of one. */
    private static void requireHeader(Path path, ByteBuffer begin, byte[] headerRow)
            throws IOException {
        ByteBuffer expected = ByteBuffer.wrap(headerRow);
        int common = Math.min(begin.remaining(), headerRow.length);
        if (!begin.slice(begin.position(), common).equals(expected.slice(0, common))) {
            String text = StandardCharsets.UTF_8.decode(begin.duplicate()).toString();
            String line = text.lines().findFirst().orElse("");
            String named = new String(headerRow, StandardCharsets.UTF_8).strip();
            throw new IOException(
                    "The file "
                            + path
                            + " begins with \""
                            + line.substring(0, Math.min(SHOWN, line.length()))
                            + "\", but a table of observations begins with \""
                            + named
                            + "\""
                            + difference(text, named)
                            + ". "
                            + LEFT);
        }
    }

    /** What other programs make of a table that they save. */
    private static String difference(String text, String header) {
        if (text.startsWith("\uFEFF" + header)) {
            return " without a byte-order mark before it";
        }
        return text.startsWith(header + "\r\n") ? ", and its lines end without a CR" : "";
    }
}
