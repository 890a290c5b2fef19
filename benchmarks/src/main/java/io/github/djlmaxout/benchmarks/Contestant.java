// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

/** One of several ways to do the same work, raced against each other. */
interface Contestant extends AutoCloseable {

    /**
     * Does the work a number of times and returns when it is done, not merely queued: one value
     * that the last of its operations wrote has been read.
     */
    void run(int times);

    @Override
    void close();
}
