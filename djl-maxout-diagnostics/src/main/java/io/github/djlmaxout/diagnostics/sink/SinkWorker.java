// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.internal.Require;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Stands between training and a sink, so that no sink can end a training, and none hold it up for
 * long.
 *
 * <p>A sink runs on a daemon thread of its own behind a queue, or, if it is {@link Sink#immediate},
 * on the thread that offers, while other threads that offer wait. Where the queue is full, pictures
 * are left out first. A sink that {@link Sink#keepsAll} is then waited for as long as it takes
 * records out; any other is dropped, and so is one that throws anything: it is reported once as a
 * warning and gets nothing more but {@link Sink#end}, so that its files are closed, what waited for
 * it is lost, and what {@code end} throws then is no news. {@code end} is called as well when
 * {@link Sink#begin} has thrown.
 */
public final class SinkWorker implements AutoCloseable {

    /** How many bytes of records may wait for a sink: about 64 million. */
    public static final long DEFAULT_CAPACITY = 64_000_000;

    /**
     * How long to wait for a sink that works, at {@link #close} and for room in a full queue: 30
     * seconds.
     */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    private static final Duration MOST_PATIENCE = Duration.ofDays(1);

    /** How long to wait for a sink that was dropped, or when the thread is interrupted. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Logger logger = LoggerFactory.getLogger(SinkWorker.class);

    private final SinkFate dropping;

    private final Delivery delivery;

    SinkWorker(
            Sink sink,
            RunInfo run,
            long capacity,
            Duration patience,
            Duration grace,
            BiConsumer<String, Throwable> warning) {
        dropping = new SinkFate(sink.toString(), warning);
        delivery =
                sink.immediate()
                        ? new ImmediateDelivery(sink, run, patience, dropping)
                        : new QueuedDelivery(sink, run, capacity, patience, grace, dropping);
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
     * @param capacity about how many bytes of records may wait in memory, at least 1; a single
     *     record waits whatever its size
     * @param patience how long to wait for a sink that works, 0 to 1 day
     * @return the worker
     * @throws IllegalArgumentException if capacity or patience is outside its bounds
     */
    public static SinkWorker start(Sink sink, RunInfo run, long capacity, Duration patience) {
        Require.atLeast("The capacity of the queue", capacity, 1);
        if (patience.isNegative() || patience.compareTo(MOST_PATIENCE) > 0) {
            throw new IllegalArgumentException(
                    "The patience is " + patience + ", but must be 0 to " + MOST_PATIENCE + ".");
        }
        return new SinkWorker(sink, run, capacity, patience, GRACE, logger::warn);
    }

    /**
     * Hands a record to the sink, and throws nothing that a sink throws. It waits only where the
     * queue of a sink that {@link Sink#keepsAll} is full, and no longer than the patience without
     * any record taken out. Once the sink is dropped or the worker closed, it does nothing.
     *
     * @param record what a step brought
     */
    public void offer(StepRecord record) {
        delivery.offer(record);
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
        delivery.close();
    }

    /**
     * Tells whether the sink was dropped.
     *
     * @return whether it failed, or fell too far behind
     */
    public boolean isDropped() {
        return dropping.isDropped();
    }
}
