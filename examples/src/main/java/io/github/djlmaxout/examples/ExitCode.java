// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import io.github.djlmaxout.examples.run.Interruption;

/** The exit codes of the program. */
final class ExitCode {

    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;
    static final int NO_DATA = 3;
    static final int SICK = 4;
    static final int UNKNOWN = 5;
    static final int INTERRUPTED = Interruption.EXIT_CODE;

    private ExitCode() {}
}
