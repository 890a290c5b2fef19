// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands about initialization. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Experiments with the initial weights of maxout networks.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CompareCommand.class, CommandLine.HelpCommand.class})
public final class InitCommand extends GroupCommand {

    /** Creates the command; picocli fills it in. */
    public InitCommand() {}
}
