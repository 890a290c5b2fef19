// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.StepRecord;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The records that wait for a sink, within a bound of bytes, and whether it takes more. */
final class RecordQueue {

    private enum State {
        /** Takes records. */
        OPEN,
        /** Takes no more, and gives out those it has. */
        CLOSED,
        /** Takes no more, and has none. */
        DROPPED
    }

    private final long capacity;

    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();

    /** A record and its size, which is worked out once. */
    private record Waiting(StepRecord record, long bytes) {}

    private final Deque<Waiting> records = new ArrayDeque<>();

    private long bytes;

    /** How many records were given out. */
    private long given;

    private State state = State.OPEN;

    RecordQueue(long capacity) {
        this.capacity = capacity;
    }

    /** Adds a record if there is room for it, or the queue takes none; else returns false. */
    boolean offer(StepRecord record) {
        return offer(record, Duration.ZERO, Duration.ZERO);
    }

    /**
     * Adds a record, and waits for room as long as others are taken out.
     *
     * @param patience how long to wait for one to be taken out
     * @param grace how long to wait once the thread is interrupted, which it then stays
     * @return false if there was no room; true as well if the queue takes no more
     */
    boolean offer(StepRecord record, Duration patience, Duration grace) {
        long size = RecordSize.of(record);
        boolean interrupted = false;
        lock.lock();
        try {
            long seen = given;
            long left = patience.toNanos();
            while (state == State.OPEN && !records.isEmpty() && bytes + size > capacity) {
                if (left <= 0) {
                    return false;
                }
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                    left = Math.min(left, grace.toNanos());
                }
                if (seen != given && !interrupted) {
                    seen = given;
                    left = patience.toNanos();
                }
            }
            if (state == State.OPEN) {
                records.addLast(new Waiting(record, size));
                bytes += size;
                changed.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for the next record; null if there will be none. Interrupts do not end the wait. */
    StepRecord take() {
        lock.lock();
        try {
            while (records.isEmpty() && state == State.OPEN) {
                changed.awaitUninterruptibly();
            }
            Waiting next = records.pollFirst();
            if (next == null) {
                return null;
            }
            bytes -= next.bytes();
            given++;
            changed.signalAll();
            return next.record();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more, and gives out what waits. */
    void close() {
        lock.lock();
        try {
            if (state == State.OPEN) {
                state = State.CLOSED;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more, and forgets what waits. */
    void drop() {
        lock.lock();
        try {
            state = State.DROPPED;
            records.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
