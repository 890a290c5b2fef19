// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a new event file stands among those of a folder, which TensorBoard reads by name. */
final class EventFileOrder {

    private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{10})\\..*");

    private EventFileOrder() {}

    /**
     * Returns the seconds for the name of a file that begins now: those of the clock, unless it was
     * put back and a name of the folder has later ones. A file before the newest would never be
     * read by a TensorBoard that is open.
     */
    static long seconds(Path folder, Instant now) throws IOException {
        long seconds = now.getEpochSecond();
        try (Stream<Path> files = Files.list(folder)) {
            long newest =
                    files.map(file -> NAME.matcher(file.getFileName().toString()))
                            .filter(Matcher::matches)
                            .mapToLong(match -> Long.parseLong(match.group(1)))
                            .max()
                            .orElse(seconds);
            return newest > seconds ? newest + 1 : seconds;
        }
    }
}
