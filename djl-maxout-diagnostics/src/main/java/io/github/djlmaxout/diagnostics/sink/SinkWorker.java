// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.internal.Require;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * Stands between training and a sink, so that no sink can hold up or end a training.
 *
 * <p>A sink runs on a daemon thread of its own behind a queue, or, if it is {@link Sink#immediate},
 * on the thread that offers, while other threads that offer wait. A sink that throws anything, or
 * lets the queue fill up, is reported once as a warning and dropped: it gets nothing more but
 * {@link Sink#end}, so that its files are closed, what waited for it is lost, and what {@code end}
 * throws then is no news. {@code end} is called as well when {@link Sink#begin} has thrown.
 */
public final class SinkWorker implements AutoCloseable {

    /** How many records may wait for a sink: 1,000. */
    public static final int DEFAULT_CAPACITY = 1_000;

    /** How long {@link #close} waits for a sink that works: 30 seconds. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    private static final Duration MOST_PATIENCE = Duration.ofDays(1);

    /** How long to wait for a sink that was dropped, or when the thread is interrupted. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Logger logger = LoggerFactory.getLogger(SinkWorker.class);

    private final Sink sink;

    private final String name;

    private final int capacity;

    private final Duration patience;

    private final Duration grace;

    private final BiConsumer<String, Throwable> warning;

    private final RecordQueue queue;

    /** Held while an immediate sink is called. */
    private final ReentrantLock calling = new ReentrantLock();

    /** Whether an immediate sink is to be ended: by whoever has, or gets, the lock. */
    private volatile boolean endWanted;

    /** Whether an immediate sink was ended; guarded by the lock. */
    private boolean ended;

    /** Null for an immediate sink. */
    private final Thread thread;

    SinkWorker(
            Sink sink,
            RunInfo run,
            int capacity,
            Duration patience,
            Duration grace,
            BiConsumer<String, Throwable> warning) {
        this.sink = sink;
        this.name = sink.toString();
        this.capacity = capacity;
        this.queue = new RecordQueue(capacity);
        this.patience = patience;
        this.grace = grace;
        this.warning = warning;
        this.thread =
                sink.immediate() ? null : new Thread(() -> work(run), "djl-maxout to " + name);
        if (thread == null) {
            now(() -> sink.begin(run));
        } else {
            thread.setDaemon(true);
            thread.start();
        }
    }

    /**
     * Begins a run at a sink with {@link #DEFAULT_CAPACITY} and {@link #DEFAULT_PATIENCE}.
     *
     * @param sink the sink; from now on only the worker calls it
     * @param run what is watched
     * @return the worker
     */
    public static SinkWorker start(Sink sink, RunInfo run) {
        return start(sink, run, DEFAULT_CAPACITY, DEFAULT_PATIENCE);
    }

    /**
     * Begins a run at a sink.
     *
     * @param sink the sink; from now on only the worker calls it
     * @param run what is watched
     * @param capacity how many records may wait, at least 1; they are held in memory
     * @param patience how long {@link #close} waits for a sink that works, 0 to 1 day
     * @return the worker
     * @throws IllegalArgumentException if capacity or patience is outside its bounds
     */
    public static SinkWorker start(Sink sink, RunInfo run, int capacity, Duration patience) {
        Require.atLeast("The capacity of the queue", capacity, 1);
        if (patience.isNegative() || patience.compareTo(MOST_PATIENCE) > 0) {
            throw new IllegalArgumentException(
                    "The patience is " + patience + ", but must be 0 to " + MOST_PATIENCE + ".");
        }
        return new SinkWorker(sink, run, capacity, patience, GRACE, logger::warn);
    }

    /**
     * Hands a record to the sink. It neither waits for a sink that has a thread of its own nor
     * throws what a sink throws. Once the sink is dropped or the worker closed, it does nothing.
     *
     * @param record what a step brought
     */
    public void offer(StepRecord record) {
        if (thread == null) {
            now(() -> sink.accept(record));
            return;
        }
        if (!queue.offer(record)) {
            drop(
                    capacity
                            + " records wait for it, because it takes longer for one than training"
                            + " takes for a step. Measure less often, or write to a faster place",
                    null);
        }
    }

    /**
     * Ends the run: waits until the sink has taken all that was offered, and has ended.
     *
     * <p>A sink that needs longer than the patience is dropped with a warning. For one that was
     * dropped before it waits a second, that its files may be closed, and as long when the calling
     * thread is interrupted, which it then stays. Closing twice does no harm.
     */
    @Override
    public void close() {
        boolean open = queue.close();
        if (thread == null) {
            if (open) {
                endImmediate();
            }
        } else if (!awaitEnd(queue.isDropped() ? grace : patience)) {
            drop(
                    "it was not done "
                            + patience.toSeconds()
                            + " s after the training, or the training was interrupted, and its"
                            + " last records may be lost. Measure less often, or write to a faster"
                            + " place",
                    null);
        }
    }

    /**
     * Tells whether the sink was dropped.
     *
     * @return whether it failed, or fell too far behind
     */
    public boolean isDropped() {
        return queue.isDropped();
    }

    /** What the thread of the sink does. */
    private void work(RunInfo run) {
        try {
            sink.begin(run);
            for (StepRecord record = queue.take(); record != null; record = queue.take()) {
                sink.accept(record);
            }
        } catch (Throwable e) {
            drop(e);
        }
        end();
    }

    /** Calls an immediate sink. */
    private void now(Call call) {
        calling.lock();
        try {
            if (queue.isOpen()) {
                call.run();
            }
        } catch (Throwable e) {
            drop(e);
            endWanted = true;
        } finally {
            endIfWanted();
            calling.unlock();
        }
    }

    /**
     * Ends an immediate sink when no call of it is going on: a sink may close the trainer, and a
     * thread that shuts the program down may do so while another one trains.
     */
    private void endImmediate() {
        endWanted = true;
        if (calling.isHeldByCurrentThread()) {
            return;
        }
        boolean held;
        try {
            held = calling.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            held = calling.tryLock();
        }
        if (!held) {
            drop(
                    "a call of it was still going on "
                            + patience.toSeconds()
                            + " s after the training, or the training was interrupted; it ends"
                            + " when the call does",
                    null);
            return;
        }
        try {
            endIfWanted();
        } finally {
            calling.unlock();
        }
    }

    private void endIfWanted() {
        if (endWanted && !ended && calling.getHoldCount() == 1) {
            ended = true;
            end();
        }
    }

    private void end() {
        try {
            sink.end();
        } catch (Throwable e) {
            drop(e);
        }
    }

    // Even errors are caught: an assertion, a missing class or too deep a recursion in a sink is no
    // reason to lose a training, and if memory is short, training meets that by itself.
    private void drop(Throwable cause) {
        drop(
                "it threw "
                        + cause
                        + (cause instanceof IOException
                                ? ". See that the place exists, may be written to and has space"
                                : ". This looks like a fault of the sink: its stack trace is below"),
                cause);
    }

    private void drop(String reason, Throwable cause) {
        if (queue.drop()) {
            warning.accept(
                    "A sink of diagnostics is dropped, and training goes on. The "
                            + name
                            + " gets nothing more: "
                            + reason
                            + ".",
                    cause);
        }
    }

    private boolean awaitEnd(Duration time) {
        boolean interrupted = false;
        long begin = System.nanoTime();
        long most = time.toNanos();
        try {
            while (thread.isAlive()) {
                long waited = System.nanoTime() - begin;
                if (waited >= most) {
                    return false;
                }
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, most - waited);
                } catch (InterruptedException e) {
                    interrupted = true;
                    most = Math.min(most, System.nanoTime() - begin + grace.toNanos());
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What a sink is asked to do. */
    @FunctionalInterface
    private interface Call {

        void run() throws IOException;
    }
}
