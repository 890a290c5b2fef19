// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.nio.file.Path;
import java.util.Set;

/** The command that goes on with a run, as a POSIX shell takes it. */
final class ResumeLine {

    /** What is given anew each time, and is not in the settings that a run keeps. */
    private static final Set<String> OF_A_SITTING = Set.of("--watch", "--tensorboard", "--data");

    private ResumeLine() {}

    /**
     * Returns the command.
     *
     * @param folder the folder of the run
     * @param begun how the run was begun, or went on
     */
    static String of(Path folder, CommandSpec begun) {
        StringBuilder line =
                new StringBuilder("djl-maxout train --resume ").append(quoted("" + folder));
        for (ArgSpec given : begun.commandLine().getParseResult().matchedArgs()) {
            if (given instanceof OptionSpec option && OF_A_SITTING.contains(option.longestName())) {
                line.append(' ').append(option.longestName());
                if (option.arity().max() > 0) {
                    line.append(' ').append(quoted(option.originalStringValues().get(0)));
                }
            }
        }
        return line.toString();
    }

    private static String quoted(String argument) {
        return argument.matches("[\\w./:=+,-]+")
                ? argument
                : "'" + argument.replace("'", "'\\''") + "'";
    }
}
