// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * Keeps a folder for one program while it runs. The lock is the operating system's, so it goes with
 * the process, however that ends. Its file stays where a run was, since a program that waits for it
 * may have it open; where nothing came of the run, a folder that was made for it goes again.
 */
public final class RunLock implements AutoCloseable {

    /** The name of the file that is locked. */
    static final String FILE = ".lock";

    private final Path folder;
    private final boolean made;
    private final FileChannel channel;

    private RunLock(Path folder, boolean made, FileChannel channel) {
        this.folder = folder;
        this.made = made;
        this.channel = channel;
    }

    /**
     * Locks a folder, and makes it if it is not there.
     *
     * @param folder the folder
     * @return the lock, to be closed
     * @throws IOException if another program, or another run of this one, holds it
     */
    public static RunLock of(Path folder) throws IOException {
        boolean made = !Files.exists(folder);
        Files.createDirectories(folder);
        return lock(folder, made);
    }

    /**
     * Locks a folder that was made for a run.
     *
     * @param folder the folder
     * @return the lock, to be closed
     * @throws IOException if another program holds it
     */
    public static RunLock ofNew(Path folder) throws IOException {
        return lock(folder, true);
    }

    private static RunLock lock(Path folder, boolean made) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(FILE),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new RunLock(folder, made, channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw taken(folder, e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw taken(folder, null);
    }

    private static IOException taken(Path folder, Exception cause) {
        return new IOException(
                "A run in " + folder + " is still going: wait for its end, or take another folder.",
                cause);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.allMatch(file -> file.getFileName().toString().equals(FILE));
        }
    }

    @Override
    public void close() throws IOException {
        if (made && isEmpty(folder)) {
            Files.delete(folder.resolve(FILE));
            Files.delete(folder);
        }
        channel.close();
    }
}
