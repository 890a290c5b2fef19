// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import io.github.djlmaxout.examples.run.Interruption;

/** The exit codes of the program. */
public final class ExitCode {

    public static final int OK = 0;
    public static final int FAILURE = 1;
    public static final int USAGE = 2;
    public static final int NO_DATA = 3;
    public static final int SICK = 4;
    public static final int UNKNOWN = 5;
    public static final int INTERRUPTED = Interruption.EXIT_CODE;

    private ExitCode() {}
}
