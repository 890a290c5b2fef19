// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.diagnostics.PreActivations;

import java.util.List;
import java.util.Optional;

/** What was seen of a batch on its way through a network; closing it frees the arrays. */
public final class WalkSignals implements AutoCloseable {

    private final NDManager manager;
    private final List<LayerSignal> signals;
    private final NDList output;
    private final Optional<NotMeasurableException> end;

    WalkSignals(
            NDManager manager,
            List<LayerSignal> signals,
            NDList output,
            Optional<NotMeasurableException> end) {
        this.manager = manager;
        this.signals = signals;
        this.output = output;
        this.end = end;
        for (LayerSignal signal : signals) {
            signal.input().attach(manager);
            signal.output().attach(manager);
            signal.preActivations().map(PreActivations::values).ifPresent(this::keep);
        }
        output.forEach(this::keep);
    }

    private void keep(NDArray array) {
        array.attach(manager);
    }

    /**
     * Returns the signals of the layers in the order of the signal.
     *
     * @return the signals, valid until this is closed
     */
    public List<LayerSignal> signals() {
        return signals;
    }

    /**
     * Returns the output of the network.
     *
     * @return its arrays, valid until this is closed
     * @throws NotMeasurableException if the run ended before
     */
    public NDList output() {
        end.ifPresent(
                e -> {
                    throw e;
                });
        return output;
    }

    /**
     * Returns why the run ended before the output.
     *
     * @return a sentence; empty if it came to its end
     */
    public Optional<String> ending() {
        return end.map(Throwable::getMessage);
    }

    /** Frees the arrays. */
    @Override
    public void close() {
        manager.close();
    }
}
