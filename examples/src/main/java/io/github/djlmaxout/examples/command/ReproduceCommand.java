// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that repeat published experiments. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = "Repeats published experiments and shows their numbers beside ours.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {MnistFcCommand.class, CommandLine.HelpCommand.class})
public final class ReproduceCommand extends GroupCommand {

    /** Creates the command; picocli fills it in. */
    public ReproduceCommand() {}
}
