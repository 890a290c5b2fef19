// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

class FileClaimTest {

    private static final int ROUNDS = 300;

    @TempDir private Path folder;

    @Test
    void isAloneUntilItIsClosedAndLeavesNothing() throws IOException {
        Path file = folder.resolve("page");
        FileClaim claim = FileClaim.beside(file);
        assertThatThrownBy(() -> FileClaim.beside(file))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "Another training writes to "
                                + file
                                + ". Give each training a file of its own.");
        claim.close();
        FileClaim next = FileClaim.beside(file);
        claim.close();
        assertThatThrownBy(() -> FileClaim.beside(file)).isInstanceOf(IOException.class);
        next.close();

        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    /** Claims come and go while their lock file is taken away under those who wait for it. */
    @Test
    void neverHasTwoHolders() throws Exception {
        Path file = folder.resolve("page");
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger held = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(
                        threads.submit(
                                () -> {
                                    for (int round = 0; round < ROUNDS; round++) {
                                        claimOnce(file, holders, held);
                                    }
                                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(held.get()).isPositive();
    }

    private static void claimOnce(Path file, AtomicInteger holders, AtomicInteger held) {
        FileClaim claim;
        try {
            claim = FileClaim.beside(file);
        } catch (IOException e) {
            return;
        }
        held.incrementAndGet();
        assertThat(holders.incrementAndGet()).isEqualTo(1);
        holders.decrementAndGet();
        try {
            claim.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
