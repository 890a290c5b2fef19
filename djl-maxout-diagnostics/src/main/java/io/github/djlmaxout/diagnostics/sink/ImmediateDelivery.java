// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Calls a sink on the thread that offers, while other threads that offer wait. */
final class ImmediateDelivery implements Delivery {

    private final Sink sink;
    private final Duration patience;
    private final SinkFate dropping;

    /** Held while the sink is called. */
    private final ReentrantLock calling = new ReentrantLock();

    private volatile boolean closed;

    /** Whether the sink is to be ended: by whoever has, or gets, the lock. */
    private volatile boolean endWanted;

    /** Whether it was; guarded by the lock. */
    private boolean ended;

    ImmediateDelivery(Sink sink, RunInfo run, Duration patience, SinkFate dropping) {
        this.sink = sink;
        this.patience = patience;
        this.dropping = dropping;
        now(() -> sink.begin(run));
    }

    /** What a sink is asked to do. */
    @FunctionalInterface
    private interface Call {

        void run() throws IOException;
    }

    @Override
    public void offer(StepRecord record) {
        now(() -> sink.accept(record));
    }

    private void now(Call call) {
        calling.lock();
        try {
            if (!closed && !dropping.isDropped()) {
                call.run();
            }
        } catch (Throwable e) {
            dropping.drop(e);
            endWanted = true;
        } finally {
            endIfWanted();
            calling.unlock();
        }
    }

    /**
     * Ends the sink when no call of it is going on: a sink may close the trainer, and a thread that
     * shuts the program down may do so while another one trains.
     */
    @Override
    public void close() {
        if (closed || dropping.isDropped()) {
            return;
        }
        closed = true;
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
            dropping.drop(
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
            dropping.end(sink);
        }
    }
}
