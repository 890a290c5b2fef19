// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

/**
 * What arrays have in common that may share their memory. A twin that is written to gets memory of
 * its own; the others would have seen the change, so they may not be used any more.
 */
final class Memory {

    private int sharers = 1;
    private boolean stale;

    Memory share() {
        sharers++;
        return this;
    }

    /** The memory of the array that has been written to. */
    Memory written() {
        if (sharers == 1) {
            return this;
        }
        stale = true;
        return new Memory();
    }

    void requireFresh() {
        if (stale) {
            throw new NotTraceableException(
                    "an array is read after another one that may share its memory was written to");
        }
    }
}
