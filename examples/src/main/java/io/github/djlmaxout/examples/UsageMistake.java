// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import io.github.djlmaxout.examples.command.ExitCode;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the program answers to wrong usage: what is wrong, the nearest right word, and how to get
 * help. The help itself would push the error off the screen.
 */
final class UsageMistake implements CommandLine.IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException exception, String[] arguments) {
        CommandLine command = exception.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        String message = exception.getMessage();
        err.println(name + ": " + (message.endsWith(".") ? message : message + "."));
        nearest(exception).ifPresent(word -> err.println("Did you mean '" + word + "'?"));
        err.println("Try '" + name + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    private static Optional<String> nearest(ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        if (exception instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            return word.startsWith("-")
                    ? nearest(word, optionNames(command))
                    : nearest(word, new ArrayList<>(command.getSubcommands().keySet()));
        }
        ArgSpec argument = exception.getArgSpec();
        if (argument == null || exception.getValue() == null) {
            return Optional.empty();
        }
        return nearest(exception.getValue(), choices(argument.auxiliaryTypes()[0]));
    }

    private static List<String> optionNames(CommandLine command) {
        List<String> names = new ArrayList<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            names.addAll(List.of(option.names()));
        }
        return names;
    }

    private static List<String> choices(Class<?> type) {
        List<String> names = new ArrayList<>();
        Object[] constants = type.getEnumConstants();
        for (Object constant : constants == null ? new Object[0] : constants) {
            names.add(constant.toString());
        }
        return names;
    }

    /**
     * Returns the word that the fewest changes of a letter make of another, if at most a third of
     * its letters and one change.
     */
    static Optional<String> nearest(String wrong, List<String> words) {
        String lower = wrong.toLowerCase(Locale.ROOT);
        return words.stream()
                .filter(word -> changes(lower, word.toLowerCase(Locale.ROOT)) <= most(word))
                .min(
                        Comparator.comparingInt(
                                word -> changes(lower, word.toLowerCase(Locale.ROOT))));
    }

    private static int most(String word) {
        return 1 + word.length() / 3;
    }

    /**
     * The distance of two words in letters inserted, deleted, replaced, or exchanged with their
     * neighbours (the optimal string alignment distance).
     */
    private static int changes(String from, String to) {
        int[][] distance = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int replaced = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                int least =
                        Math.min(
                                distance[i - 1][j - 1] + replaced,
                                1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
                boolean exchanged =
                        i > 1
                                && j > 1
                                && from.charAt(i - 1) == to.charAt(j - 2)
                                && from.charAt(i - 2) == to.charAt(j - 1);
                distance[i][j] = exchanged ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
            }
        }
        return distance[from.length()][to.length()];
    }
}
