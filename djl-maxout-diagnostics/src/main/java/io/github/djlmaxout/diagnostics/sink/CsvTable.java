package io.github.djlmaxout.diagnostics.sink;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A CSV file in UTF-8 with a header, to which run after run may append. */
final class CsvTable implements Closeable {

    private static final int CHUNK = 1 << 16;

    private static final int SHOWN = 120;

    private final AppendFile file;

    private CsvTable(AppendFile file) {
        this.file = file;
    }

    /**
     * Opens a table: makes it if it is not there, and cuts off a torn last row if it is.
     *
     * @throws IOException if the file holds something else, or somebody else is writing to it
     */
    static CsvTable open(Path path, String header, FileOpener opener) throws IOException {
        AppendFile.createFolder(path.toAbsolutePath().getParent());
        SeekableByteChannel channel =
                opener.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            lock(path, channel);
            byte[] headerRow = (header + "\n").getBytes(StandardCharsets.UTF_8);
            long whole = wholeRows(path, channel, headerRow);
            channel.truncate(whole);
            channel.position(whole);
            AppendFile file = new AppendFile(path, channel);
            if (whole == 0) {
                file.append(headerRow);
            }
            return new CsvTable(file);
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
        file.close();
    }

    /**
     * Keeps others from repairing the file while it is written. The lock ends when the channel is
     * closed. It covers one byte that no file has: on Windows a locked byte cannot be read.
     */
    private static void lock(Path path, SeekableByteChannel channel) throws IOException {
        if (channel instanceof FileChannel fileChannel) {
            boolean free;
            try {
                free = fileChannel.tryLock(Long.MAX_VALUE - 1, 1, false) != null;
            } catch (OverlappingFileLockException e) {
                free = false;
            } catch (IOException e) {
                // Some network file systems have no locks: it must go without.
                free = true;
            }
            if (!free) {
                throw new IOException(
                        "Another training writes to "
                                + path
                                + ". Give each training a file of its own.");
            }
        }
    }

    /**
     * Returns how many bytes the header and the whole rows behind it have.
     *
     * <p>A line break inside quotes does not end a row; a quote inside quotes is doubled, so that
     * counting quotes is enough. The bytes of both occur in no other character of UTF-8.
     */
    private static long wholeRows(Path path, SeekableByteChannel channel, byte[] headerRow)
            throws IOException {
        long size = channel.size();
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        long position = 0;
        long whole = 0;
        boolean quoted = false;
        while (position < size && channel.read(buffer.clear()) > 0) {
            buffer.flip();
            if (position == 0) {
                requireHeader(path, buffer, headerRow);
            }
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                position++;
                if (next == '"') {
                    quoted = !quoted;
                } else if (next == '\n' && !quoted) {
                    whole = position;
                }
            }
        }
        return whole;
    }

    /** Throws unless what the file begins with is the header, or the beginning of one. */
    private static void requireHeader(Path path, ByteBuffer begin, byte[] headerRow)
            throws IOException {
        ByteBuffer expected = ByteBuffer.wrap(headerRow);
        int common = Math.min(begin.remaining(), headerRow.length);
        if (!begin.slice(begin.position(), common).equals(expected.slice(0, common))) {
            String text = StandardCharsets.UTF_8.decode(begin.duplicate()).toString();
            String line = text.lines().findFirst().orElse("");
            throw new IOException(
                    "The file "
                            + path
                            + " begins with \""
                            + line.substring(0, Math.min(SHOWN, line.length()))
                            + "\", but a table of observations begins with \""
                            + new String(headerRow, StandardCharsets.UTF_8).strip()
                            + "\". It was left as it is: give another file, or move this one"
                            + " away.");
        }
    }
}
