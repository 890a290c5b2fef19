// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands that repeat published experiments. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = "Repeats published experiments and shows their numbers beside ours.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {MnistFcCommand.class, CommandLine.HelpCommand.class})
public final class ReproduceCommand implements Runnable {

    @Spec private CommandSpec spec;

    /** Creates the command; picocli fills it in. */
    public ReproduceCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }
}
