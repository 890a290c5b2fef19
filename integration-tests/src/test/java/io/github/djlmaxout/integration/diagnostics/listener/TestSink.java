// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;

import java.io.IOException;

/** A sink that does nothing, to be made to do what a test needs. */
abstract class TestSink implements Sink {

    @Override
    public void begin(RunInfo run) {}

    @Override
    public void accept(StepRecord record) throws IOException {}

    @Override
    public void end() {}
}
