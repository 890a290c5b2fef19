// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Calls a sink on a daemon thread of its own, behind a queue. */
final class QueuedDelivery implements Delivery {

    private final Sink sink;
    private final boolean keepsAll;
    private final long capacity;
    private final Duration patience;
    private final Duration grace;
    private final SinkFate dropping;
    private final RecordQueue queue;
    private final Thread thread;
    private boolean leavesPicturesOut;

    QueuedDelivery(
            Sink sink,
            RunInfo run,
            long capacity,
            Duration patience,
            Duration grace,
            SinkFate dropping) {
        this.sink = sink;
        this.keepsAll = sink.keepsAll();
        this.capacity = capacity;
        this.patience = patience;
        this.grace = grace;
        this.dropping = dropping;
        queue = new RecordQueue(capacity);
        thread = new Thread(() -> work(run), "djl-maxout to " + sink);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void offer(StepRecord record) {
        if (queue.offer(record)) {
            return;
        }
        StepRecord rest = withoutPictures(record);
        boolean taken = keepsAll ? queue.offer(rest, patience, grace) : queue.offer(rest);
        if (!taken) {
            drop(
                    waiting()
                            + (keepsAll
                                    ? " and it has taken none for " + patience.toSeconds() + " s"
                                    : ", because it takes longer for one than training takes for a"
                                            + " step")
                            + ". Measure less often, or write to a faster place",
                    null);
        }
    }

    private String waiting() {
        String size = capacity < 1_000_000 ? capacity + " bytes" : capacity / 1_000_000 + " MB";
        return size + " of records wait for it";
    }

    /** Pictures are large, and nothing else needs them. */
    private StepRecord withoutPictures(StepRecord record) {
        List<Observation> rest =
                record.observations().stream()
                        .filter(observation -> !(observation instanceof PictureObservation))
                        .toList();
        if (rest.size() < record.observations().size() && !leavesPicturesOut) {
            leavesPicturesOut = true;
            dropping.warn(
                    "Pictures are left out of the ",
                    " while " + waiting() + ": it is slower than the training.");
        }
        return new StepRecord(
                record.step(),
                record.epoch(),
                record.time(),
                rest,
                record.alarms(),
                record.notes());
    }

    @Override
    public void close() {
        queue.close();
        if (!awaitEnd(dropping.isDropped() ? grace : patience)) {
            drop(
                    "it was not done "
                            + patience.toSeconds()
                            + " s after the training, or the training was interrupted, and its"
                            + " last records may be lost. Measure less often, or write to a faster"
                            + " place",
                    null);
        }
    }

    private void drop(String reason, Throwable cause) {
        queue.drop();
        dropping.drop(reason, cause);
    }

    /** What the thread of the sink does. */
    private void work(RunInfo run) {
        try {
            sink.begin(run);
            for (StepRecord record = queue.take(); record != null; record = queue.take()) {
                sink.accept(record);
            }
        } catch (Throwable e) {
            queue.drop();
            dropping.drop(e);
        }
        dropping.end(sink);
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
}
