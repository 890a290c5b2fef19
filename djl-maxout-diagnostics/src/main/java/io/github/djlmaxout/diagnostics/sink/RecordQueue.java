// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.StepRecord;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The records that wait for a sink, and whether it takes more. Nothing but {@link #take} waits for
 * another thread.
 */
final class RecordQueue {

    private enum State {
        /** Takes records. */
        OPEN,
        /** Takes no more, and gives out those it has. */
        CLOSED,
        /** Takes no more, and has none. */
        DROPPED
    }

    private final int capacity;

    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();

    private final Deque<StepRecord> records = new ArrayDeque<>();

    private State state = State.OPEN;

    RecordQueue(int capacity) {
        this.capacity = capacity;
    }

    boolean isOpen() {
        return is(State.OPEN);
    }

    boolean isDropped() {
        return is(State.DROPPED);
    }

    /** Adds a record if the queue is open; returns false if there is no room for it. */
    boolean offer(StepRecord record) {
        lock.lock();
        try {
            if (state != State.OPEN) {
                return true;
            }
            if (records.size() >= capacity) {
                return false;
            }
            records.addLast(record);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next record; null if there will be none. Interrupts do not end the wait. */
    StepRecord take() {
        lock.lock();
        try {
            while (records.isEmpty() && state == State.OPEN) {
                changed.awaitUninterruptibly();
            }
            return records.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more; returns whether the queue was open. */
    boolean close() {
        lock.lock();
        try {
            boolean open = state == State.OPEN;
            if (open) {
                state = State.CLOSED;
                changed.signal();
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what waits and takes no more; returns whether this is the first time. */
    boolean drop() {
        lock.lock();
        try {
            boolean first = state != State.DROPPED;
            state = State.DROPPED;
            records.clear();
            changed.signal();
            return first;
        } finally {
            lock.unlock();
        }
    }

    private boolean is(State wanted) {
        lock.lock();
        try {
            return state == wanted;
        } finally {
            lock.unlock();
        }
    }
}
