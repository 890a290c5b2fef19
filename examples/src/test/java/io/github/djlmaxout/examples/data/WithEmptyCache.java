// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Tests in which DJL may ask the network and finds nothing in its cache. */
public abstract class WithEmptyCache {

    private static final String CACHE = "DJL_CACHE_DIR";
    private static final String OFFLINE = "ai.djl.offline";

    @TempDir private Path folder;
    private String cacheBefore;
    private String offlineBefore;

    @BeforeEach
    final void useAnEmptyCache() {
        cacheBefore = System.getProperty(CACHE);
        offlineBefore = System.getProperty(OFFLINE);
        System.setProperty(CACHE, folder.resolve("cache").toString());
        System.setProperty(OFFLINE, "false");
    }

    @AfterEach
    final void restore() {
        restore(CACHE, cacheBefore);
        restore(OFFLINE, offlineBefore);
    }

    /** Returns a path in a folder that each test has for itself; the cache is below it. */
    protected final Path at(String name) {
        return folder.resolve(name);
    }

    private static void restore(String property, String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }
}
