// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.internal.VisibleText;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** Whether a sink was dropped, said once, and what else is said of it. */
final class SinkFate {

    private final String name;
    private final BiConsumer<String, Throwable> warning;
    private final AtomicBoolean dropped = new AtomicBoolean();

    SinkFate(String name, BiConsumer<String, Throwable> warning) {
        this.name = VisibleText.of(name);
        this.warning = warning;
    }

    boolean isDropped() {
        return dropped.get();
    }

    // Even errors are caught: an assertion, a missing class or too deep a recursion in a sink is no
    // reason to lose a training, and if memory is short, training meets that by itself.
    void drop(Throwable cause) {
        drop(
                "it threw "
                        + VisibleText.of(cause.toString())
                        + (cause instanceof IOException
                                ? ". See that the place exists, may be written to and has space"
                                : ". This looks like a fault of the sink: its stack trace is below"),
                cause);
    }

    void drop(String reason, Throwable cause) {
        if (dropped.compareAndSet(false, true)) {
            warning.accept(
                    "A sink of diagnostics is dropped, and training goes on. The "
                            + name
                            + " gets nothing more: "
                            + reason
                            + ".",
                    cause);
        }
    }

    /** Ends a sink, whatever it throws. */
    void end(Sink sink) {
        try {
            sink.end();
        } catch (Throwable e) {
            drop(e);
        }
    }

    void warn(String before, String after) {
        warning.accept(before + name + after, null);
    }
}
