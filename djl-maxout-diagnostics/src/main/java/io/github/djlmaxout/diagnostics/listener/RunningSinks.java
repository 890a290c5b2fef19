// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.diagnostics.sink.SinkWorker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/** The sinks of a run. One that cannot be started is reported and left out, the others run. */
final class RunningSinks implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(DiagnosticsListener.class);

    private final List<SinkWorker> workers = new ArrayList<>();

    private RunningSinks() {}

    static RunningSinks start(List<Sink> sinks, RunInfo run) {
        RunningSinks running = new RunningSinks();
        for (Sink sink : sinks) {
            try {
                running.workers.add(SinkWorker.start(sink, run));
            } catch (RuntimeException | Error e) {
                logger.warn(
                        "A {} cannot be started and gets nothing; training goes on.",
                        sink.getClass().getName(),
                        e);
            }
        }
        return running;
    }

    void offer(StepRecord record) {
        workers.forEach(worker -> worker.offer(record));
    }

    @Override
    public void close() {
        workers.forEach(SinkWorker::close);
    }
}
