// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that has subcommands and does nothing itself. */
public abstract class GroupCommand implements Runnable {

    @Spec private CommandSpec spec;

    /** Creates the command; picocli fills it in. */
    protected GroupCommand() {}

    @Override
    public final void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }
}
