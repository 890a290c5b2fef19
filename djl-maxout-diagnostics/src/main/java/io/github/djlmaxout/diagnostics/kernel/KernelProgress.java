// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

/** Is told how far the computation of a kernel is. */
@FunctionalInterface
public interface KernelProgress {

    /**
     * Takes note of progress.
     *
     * @param done how many blocks of the kernel are done, from 1
     * @param all how many there are; they cost about the same
     */
    void reached(long done, long all);
}
