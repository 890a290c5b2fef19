// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A folder named by the date and the time, which nobody else has: two of one second differ. */
public final class FreshFolder {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private FreshFolder() {}

    /**
     * Makes a folder {@code runs/<prefix><date>-<time>}, or the same with {@code -2}, {@code -3}
     * and so on behind it.
     *
     * @param prefix what stands before the date
     * @return the new folder
     * @throws IOException if it cannot be made
     */
    public static Path make(String prefix) throws IOException {
        Path runs = Files.createDirectories(Path.of("runs"));
        String name = prefix + LocalDateTime.now(ZoneId.systemDefault()).format(TIME);
        for (int count = 1; ; count++) {
            try {
                // In one step: who makes it has it.
                return Files.createDirectory(runs.resolve(count == 1 ? name : name + "-" + count));
            } catch (FileAlreadyExistsException e) {
                if (count == Integer.MAX_VALUE) {
                    throw e;
                }
            }
        }
    }
}
