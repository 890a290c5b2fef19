// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps a file for one writer, among all programs of the machine.
 *
 * <p>It is a lock of the operating system, so it goes with the process, however that ends. Where
 * the file system has no locks nothing is kept, and nobody is refused.
 */
public final class FileClaim implements Closeable {

    /** One byte that no file has: on Windows a locked byte cannot be read. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /** A lock file is given a length that its name is known by: with a hole, it takes no room. */
    private static final long LONGEST = 1L << 30;

    /**
     * What this program has claimed. A second attempt must not even open the lock: on POSIX systems
     * closing it again would end the first one's.
     */
    private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

    private final Path lock;

    private final FileChannel channel;

    private FileClaim(Path lock, FileChannel channel) {
        this.lock = lock;
        this.channel = channel;
    }

    /**
     * Claims a file. What is locked is the file {@code .NAME.lock} beside it, which goes with the
     * claim, so that the file itself may be read, and replaced, by anybody. Links among the folders
     * do not matter; a link at the file's own name is another file.
     *
     * @param file the file, there or not, in a folder that is there
     * @return the claim, to be closed
     * @throws IOException if another writer has it, or the lock cannot be made
     */
    public static FileClaim beside(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent().toRealPath();
        return at(
                folder.resolve("." + file.getFileName() + ".lock"),
                "Another training writes to " + file + ". Give each training a file of its own.");
    }

    /**
     * Claims what a lock file stands for.
     *
     * @param lock the file that is locked, and goes with the claim, in a folder that is there
     * @param refusal what to say where another writer has it
     * @return the claim, to be closed
     * @throws IOException if another writer has it, or the lock cannot be made
     */
    public static FileClaim at(Path lock, String refusal) throws IOException {
        Path real = lock.toAbsolutePath().getParent().toRealPath().resolve(lock.getFileName());
        if (!HERE.add(real)) {
            throw new IOException(refusal);
        }
        try {
            return locked(real, refusal);
        } catch (IOException | RuntimeException e) {
            HERE.remove(real);
            throw e;
        }
    }

    private static FileClaim locked(Path lock, String refusal) throws IOException {
        while (true) {
            requireNoLink(lock);
            FileChannel channel =
                    FileChannel.open(
                            lock,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS);
            try {
                if (!isFree(channel)) {
                    throw new IOException(refusal);
                }
                if (isAt(lock, channel)) {
                    return new FileClaim(lock, channel);
                }
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            // The writer before took it away between opening and locking.
            channel.close();
        }
    }

    private static boolean isFree(FileChannel channel) {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            // Some network file systems have no locks: it must go without.
            return true;
        }
    }

    /**
     * Refuses to write through a link: what it leads to was not named by who gave the path.
     *
     * @param file the file, there or not
     * @throws IOException if there is a link of that name
     */
    public static void requireNoLink(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new IOException(
                    file
                            + " is a link to "
                            + Files.readSymbolicLink(file)
                            + ", and nothing is written through links. Name that file, or take the"
                            + " link away.");
        }
    }

    /**
     * Tells whether the locked file is still the one of that name, by a length that it is given: on
     * POSIX systems opening and closing the file once more would end the lock.
     */
    private static boolean isAt(Path lock, FileChannel channel) throws IOException {
        long length = ThreadLocalRandom.current().nextLong(1, LONGEST);
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(1), length - 1);
        try {
            return Files.size(lock) == length;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Gives the file back. Closing twice does no harm. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            // Before the lock goes: afterwards the file may be another writer's.
            try (channel) {
                Files.deleteIfExists(lock);
            } finally {
                HERE.remove(lock);
            }
        }
    }
}
