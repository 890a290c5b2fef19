// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.option.DataOptions;
import io.github.djlmaxout.examples.option.EngineSetup;
import io.github.djlmaxout.examples.option.MachineOptions;
import io.github.djlmaxout.examples.option.ProgressLine;
import io.github.djlmaxout.examples.run.Manifest;
import io.github.djlmaxout.examples.run.RunFolder;
import io.github.djlmaxout.examples.run.SavedNetwork;
import io.github.djlmaxout.examples.train.Tally;
import io.github.djlmaxout.examples.train.TrainingSettings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Loads a saved network, on either engine, and measures it on the test samples. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Loads the network saved by a finished run, checks its SHA-256 against the manifest,"
                        + " and measures it on the test samples.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, for example because the model is damaged",
            "2:wrong usage",
            "3:the data set is neither given nor within reach"
        })
public final class EvaluateCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "The output folder of the run.")
    private Path folder;

    @Mixin private DataOptions dataOptions;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "PyTorch or MXNet (default: the one it was trained on).")
    private MachineOptions.EngineName engine;

    /** Creates the command; picocli fills it in. */
    public EvaluateCommand() {}

    @Override
    public Integer call() throws IOException {
        RunFolder run = new RunFolder(folder);
        try {
            return evaluate(run);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    run.manifest() + " describes what cannot be evaluated: " + e.getMessage() + ".",
                    e);
        }
    }

    private int evaluate(RunFolder run) throws IOException {
        Manifest manifest = Manifest.read(run.manifest());
        TrainingSettings settings = manifest.settings();
        String name = engine == null ? settings.engine() : engine.name();
        EngineSetup.load(name, settings.threads(), spec.commandLine().getErr());
        TrainingData data =
                dataOptions.again(
                        settings.limit(),
                        settings.dataset(),
                        manifest.data().folder(),
                        name,
                        new DjlDataSets(),
                        new ProgressLine(spec.commandLine().getOut(), Help.Ansi.AUTO.enabled()));
        Tally tally = SavedNetwork.test(run, manifest, data, name);
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s, %,d test samples on %s: loss %.4f, accuracy %.2f %%%n",
                        data.name(),
                        tally.samples(),
                        name,
                        tally.meanLoss(),
                        100 * tally.accuracy());
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
