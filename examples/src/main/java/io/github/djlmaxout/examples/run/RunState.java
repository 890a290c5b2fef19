// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.run;

/** How a run stands. */
public enum RunState {
    /** Begun and not ended; after a crash or a power cut it says so for ever. */
    RUNNING,
    /** Stopped on request; there is a checkpoint. */
    INTERRUPTED,
    /** Ended with an error. */
    FAILED,
    /** All epochs done; the model is saved. */
    FINISHED
}
