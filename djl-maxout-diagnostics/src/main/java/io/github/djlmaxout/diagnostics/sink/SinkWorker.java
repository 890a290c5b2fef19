package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * Stands between training and a sink, so that no sink can hold up or end a training.
 *
 * <p>A sink runs on a daemon thread of its own behind a queue, or, if it is {@link Sink#immediate},
 * on the thread that offers. A sink that throws anything, or lets the queue fill up, is reported
 * once as a warning and dropped: it gets nothing more but {@link Sink#end}, so that its files are
 * closed, what waited for it is lost, and what {@code end} throws then is no news. {@code end} is
 * called as well when {@link Sink#begin} has thrown.
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

    private enum State {
        RUNNING,
        CLOSING,
        DROPPED
    }

    private final Sink sink;

    private final String name;

    private final int capacity;

    private final Duration patience;

    private final Duration grace;

    private final BiConsumer<String, Throwable> warning;

    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();

    private final Deque<StepRecord> queue = new ArrayDeque<>();

    private State state = State.RUNNING;

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
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "The capacity of the queue is " + capacity + ", but must be at least 1.");
        }
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
        boolean full;
        lock.lock();
        try {
            if (state != State.RUNNING) {
                return;
            }
            full = queue.size() >= capacity;
            if (!full) {
                queue.addLast(record);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        if (full) {
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
        boolean dropped;
        boolean first;
        lock.lock();
        try {
            dropped = state == State.DROPPED;
            first = state == State.RUNNING;
            if (first) {
                state = State.CLOSING;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (thread == null) {
            if (first) {
                end();
            }
        } else if (!awaitEnd(dropped ? grace : patience)) {
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
        lock.lock();
        try {
            return state == State.DROPPED;
        } finally {
            lock.unlock();
        }
    }

    /** What the thread of the sink does. */
    private void work(RunInfo run) {
        try {
            sink.begin(run);
            for (StepRecord record = next(); record != null; record = next()) {
                sink.accept(record);
            }
        } catch (Throwable e) {
            drop(e);
        }
        end();
    }

    /** Waits for the next record; null if there will be none. */
    private StepRecord next() {
        lock.lock();
        try {
            while (queue.isEmpty() && state == State.RUNNING) {
                changed.awaitUninterruptibly();
            }
            return queue.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Calls an immediate sink. */
    private void now(Call call) {
        lock.lock();
        try {
            if (state == State.RUNNING) {
                call.run();
            }
        } catch (Throwable e) {
            drop(e);
            end();
        } finally {
            lock.unlock();
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
        lock.lock();
        try {
            if (state == State.DROPPED) {
                return;
            }
            state = State.DROPPED;
            queue.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
        warning.accept(
                "A sink of diagnostics is dropped, and training goes on. The "
                        + name
                        + " gets nothing more: "
                        + reason
                        + ".",
                cause);
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
