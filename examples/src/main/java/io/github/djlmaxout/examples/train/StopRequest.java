// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

/** Asked between two batches: whether the run is to stop and leave a checkpoint. */
@FunctionalInterface
public interface StopRequest {

    /** Never stops. */
    StopRequest NEVER = () -> false;

    /** Returns whether the run is to stop now. */
    boolean stopNow();
}
