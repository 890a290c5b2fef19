// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import ai.djl.util.Progress;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for a task only as long as it makes progress.
 *
 * <p>A task that hangs in a system call cannot be ended; it is left behind on a daemon thread,
 * which does not keep the program alive.
 */
final class Patience implements Progress {

    private final Progress shown;
    private volatile long lastSign;

    /**
     * Creates one.
     *
     * @param shown where progress is passed on to, or null
     */
    Patience(Progress shown) {
        this.shown = shown;
    }

    /** A task that may fail in input or output. */
    @FunctionalInterface
    interface Task<T> {
        T run() throws IOException;
    }

    /**
     * Waits for a task.
     *
     * @param task the task
     * @param limit how long it may go without a sign of progress
     * @param complaint what to say if it does, or if it fails
     * @return its result
     * @throws DataNotFoundException if it fails or takes too long
     */
    <T> T await(Task<T> task, Duration limit, String complaint) throws DataNotFoundException {
        lastSign = System.nanoTime();
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                result.complete(task.run());
                            } catch (IOException | RuntimeException e) {
                                result.completeExceptionally(e);
                            }
                        },
                        "data-set");
        thread.setDaemon(true);
        thread.start();
        try {
            long left = limit.toNanos();
            while (!endsWithin(result, left)) {
                left = limit.toNanos() - (System.nanoTime() - lastSign);
                if (left <= 0) {
                    throw new DataNotFoundException(
                            complaint + " within " + limit.toMillis() / 1000.0 + " s");
                }
            }
            return result.get();
        } catch (ExecutionException e) {
            throw new DataNotFoundException(complaint + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataNotFoundException(complaint + ": interrupted", e);
        }
    }

    private static boolean endsWithin(CompletableFuture<?> result, long nanoseconds)
            throws ExecutionException, InterruptedException {
        try {
            result.get(nanoseconds, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    public void reset(String message, long max, String trailingMessage) {
        lastSign = System.nanoTime();
        if (shown != null) {
            shown.reset(message, max, trailingMessage);
        }
    }

    @Override
    public void start(long initialProgress) {
        lastSign = System.nanoTime();
        if (shown != null) {
            shown.start(initialProgress);
        }
    }

    @Override
    public void end() {
        lastSign = System.nanoTime();
        if (shown != null) {
            shown.end();
        }
    }

    @Override
    public void increment(long increment) {
        lastSign = System.nanoTime();
        if (shown != null) {
            shown.increment(increment);
        }
    }

    @Override
    public void update(long progress, String message) {
        lastSign = System.nanoTime();
        if (shown != null) {
            shown.update(progress, message);
        }
    }
}
