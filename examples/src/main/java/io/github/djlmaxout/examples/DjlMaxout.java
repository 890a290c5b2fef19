// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import ai.djl.TrainingDivergedException;

import io.github.djlmaxout.examples.command.CheckCommand;
import io.github.djlmaxout.examples.command.CompareCommand;
import io.github.djlmaxout.examples.command.EvaluateCommand;
import io.github.djlmaxout.examples.command.ExitCode;
import io.github.djlmaxout.examples.command.GroupCommand;
import io.github.djlmaxout.examples.command.InitCommand;
import io.github.djlmaxout.examples.command.MnistFcCommand;
import io.github.djlmaxout.examples.command.ReproduceCommand;
import io.github.djlmaxout.examples.command.TrainCommand;
import io.github.djlmaxout.examples.data.DataNotFoundException;
import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.instrument.HessianCommand;
import io.github.djlmaxout.examples.instrument.JacobianCommand;
import io.github.djlmaxout.examples.instrument.NtkCommand;
import io.github.djlmaxout.examples.instrument.RankCommand;
import io.github.djlmaxout.examples.instrument.RegionsCommand;
import io.github.djlmaxout.examples.run.ProjectVersion;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The command-line program: trains deep maxout networks, tests what was saved, compares. */
@Command(
        name = "djl-maxout",
        versionProvider = DjlMaxout.Version.class,
        mixinStandardHelpOptions = true,
        description =
                "Trains deep maxout networks with the Deep Java Library, on PyTorch or MXNet, and"
                        + " compares how their weights begin.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TrainCommand.class,
            CheckCommand.class,
            EvaluateCommand.class,
            InitCommand.class,
            JacobianCommand.class,
            NtkCommand.class,
            HessianCommand.class,
            RankCommand.class,
            RegionsCommand.class,
            ReproduceCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, for example because the loss became infinite or a file cannot be written",
            "2:wrong usage",
            "3:the data set is neither given nor within reach",
            "4:check found something wrong with a network",
            "130:interrupted; what is done is saved"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  djl-maxout train",
            "  djl-maxout train --help",
            "  djl-maxout check --init djl-default -K 5",
            "  djl-maxout evaluate runs/20260101-120000",
            "  djl-maxout init compare --part moments",
            "  djl-maxout reproduce mnist-fc"
        })
public final class DjlMaxout extends GroupCommand {

    /** Creates the program; picocli fills it in. */
    public DjlMaxout() {}

    /**
     * Runs the program and ends the virtual machine with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        // DJL would tell its authors, by way of a link-local address, on which cloud it runs.
        System.setProperty("OPT_OUT_TRACKING", "true");
        CommandLine program = commandLine();
        Optional<String> mangled = mangled(arguments);
        if (mangled.isPresent()) {
            program.getErr().println("djl-maxout: " + mangled.get());
            program.getErr().flush();
            System.exit(ExitCode.USAGE);
        }
        System.exit(program.execute(arguments));
    }

    /**
     * Says what is wrong with an argument that the virtual machine could not read: where the
     * locale's character set lacks a character, there is a replacement character instead.
     */
    static Optional<String> mangled(String... arguments) {
        return Arrays.stream(arguments)
                .filter(argument -> argument.indexOf('\uFFFD') >= 0)
                .findFirst()
                .map(
                        argument ->
                                "the argument '"
                                        + argument
                                        + "' has characters that the locale's character set, "
                                        + System.getProperty("sun.jnu.encoding")
                                        + ", does not have: set the environment variable"
                                        + " LC_ALL=C.UTF-8.");
    }

    /** Returns the program's command line, ready to execute. */
    static CommandLine commandLine() {
        return commandLine(new DjlDataSets());
    }

    /** Returns a command line that takes DJL's data sets from elsewhere. */
    static CommandLine commandLine(DjlDataSets library) {
        Map<Class<?>, Supplier<?>> commands =
                Map.of(
                        TrainCommand.class, () -> new TrainCommand(library),
                        CheckCommand.class, () -> new CheckCommand(library),
                        CompareCommand.class, () -> new CompareCommand(library),
                        JacobianCommand.class, () -> new JacobianCommand(library),
                        NtkCommand.class, () -> new NtkCommand(library),
                        HessianCommand.class, () -> new HessianCommand(library),
                        RankCommand.class, () -> new RankCommand(library),
                        RegionsCommand.class, () -> new RegionsCommand(library),
                        MnistFcCommand.class, () -> new MnistFcCommand(library));
        CommandLine.IFactory standard = CommandLine.defaultFactory();
        CommandLine.IFactory factory =
                new CommandLine.IFactory() {
                    @Override
                    public <T> T create(Class<T> type) throws Exception {
                        Supplier<?> command = commands.get(type);
                        return command == null ? standard.create(type) : type.cast(command.get());
                    }
                };
        return new CommandLine(new DjlMaxout(), factory)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(new UsageMistake())
                .setExecutionExceptionHandler(
                        (exception, command, result) -> report(exception, command.getErr()));
    }

    /** The project's version. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"djl-maxout " + ProjectVersion.get()};
        }
    }

    /** Says what went wrong: in one line what a user can mend, with a stack trace what is a bug. */
    private static int report(Exception exception, PrintWriter err) throws Exception {
        boolean expected =
                Failure.isExpected(exception) || exception instanceof TrainingDivergedException;
        if (!expected) {
            throw exception;
        }
        err.println("djl-maxout: " + Failure.sentence(exception));
        err.flush();
        return exception instanceof DataNotFoundException ? ExitCode.NO_DATA : ExitCode.FAILURE;
    }
}
