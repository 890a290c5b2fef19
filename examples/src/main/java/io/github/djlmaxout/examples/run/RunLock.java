// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.run;

import io.github.djlmaxout.internal.FileClaim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Keeps a folder for one program while it runs, however that ends. Where nothing came of the run, a
 * folder that was made for it goes again.
 */
public final class RunLock implements AutoCloseable {

    /** The name of the file that is locked. */
    static final String FILE = ".lock";

    private final Path folder;
    private final boolean made;
    private final FileClaim claim;

    private RunLock(Path folder, boolean made, FileClaim claim) {
        this.folder = folder;
        this.made = made;
        this.claim = claim;
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
        String refusal =
                "A run in " + folder + " is still going: wait for its end, or take another folder.";
        return new RunLock(folder, made, FileClaim.at(folder.resolve(FILE), refusal));
    }

    @Override
    public void close() throws IOException {
        claim.close();
        if (made) {
            boolean empty;
            try (Stream<Path> files = Files.list(folder)) {
                empty = files.findAny().isEmpty();
            }
            if (empty) {
                Files.delete(folder);
            }
        }
    }
}
