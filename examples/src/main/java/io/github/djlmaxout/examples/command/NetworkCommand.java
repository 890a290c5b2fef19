// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.data.InputNormalization;
import io.github.djlmaxout.examples.data.Samples;
import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.model.Bounds;
import io.github.djlmaxout.examples.model.DenseNetwork;
import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.model.NetworkSettings;
import io.github.djlmaxout.examples.model.VggNetwork;
import io.github.djlmaxout.examples.option.DataOptions;
import io.github.djlmaxout.examples.option.DataSetDefaults;
import io.github.djlmaxout.examples.option.EngineSetup;
import io.github.djlmaxout.examples.option.FirstWeightsOptions;
import io.github.djlmaxout.examples.option.LimitOption;
import io.github.djlmaxout.examples.option.MachineOptions;
import io.github.djlmaxout.examples.option.NetworkOptions;
import io.github.djlmaxout.examples.run.Manifest;
import io.github.djlmaxout.examples.run.RunFolder;
import io.github.djlmaxout.examples.run.SavedNetwork;
import io.github.djlmaxout.examples.train.FreshNetwork;
import io.github.djlmaxout.examples.train.TrainingSettings;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A command that looks into one network: the one that train begins with, or one that a run has
 * saved.
 */
public abstract class NetworkCommand extends StoppableCommand {

    /** What describes a fresh network, and makes no sense of a saved one. */
    private static final Set<String> OF_FRESH_NETWORKS =
            Set.of(
                    "--dataset",
                    "--limit",
                    "--activation",
                    "--pieces",
                    "--width",
                    "--widths",
                    "--blocks",
                    "--depth",
                    "--dense",
                    "--dropout",
                    "--init",
                    "--seed");

    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..1",
            description = "The output folder of a finished run.")
    private Path folder;

    @Mixin private DataOptions dataOptions;

    @Mixin private NetworkOptions network;

    @Mixin private FirstWeightsOptions firstWeights;

    @Mixin private MachineOptions machine;

    @Mixin private LimitOption limit;

    @Option(
            names = "--widths",
            paramLabel = "N",
            split = ",",
            description =
                    "Dense hidden layers of these widths, such as 64,64,64, instead of"
                            + " convolutions.")
    private List<Integer> widths;

    /** Creates the command; picocli fills in the rest. */
    protected NetworkCommand(DjlDataSets library) {
        super(library);
    }

    /**
     * Looks into a network.
     *
     * @param chosen the network, valid during the call
     * @return the exit code
     * @throws IllegalArgumentException if the command was used wrongly
     */
    protected abstract int examine(ChosenNetwork chosen) throws IOException;

    /** Checks the command's own options, before any data is read. */
    protected void checkUsage() {}

    /** Returns the seed of everything random. */
    protected final long seed() {
        return firstWeights.seed();
    }

    /** Returns how a fresh network's weights begin. */
    protected final InitializationKind initialization() {
        return firstWeights.initialization();
    }

    /** Returns on what to run, and whether to show how far it is. */
    protected final MachineOptions machine() {
        return machine;
    }

    @Override
    protected final int run() throws IOException {
        checkUsage();
        Bounds.require(
                "--widths",
                widths,
                widths == null || widths.stream().allMatch(units -> units >= 1),
                "at least 1");
        return folder == null ? fresh() : saved();
    }

    private int fresh() throws IOException {
        // Bad usage is said before any data is read.
        InitializationKind initialization = firstWeights.initialization();
        network.settings(DataSetDefaults.of(dataOptions.preferred()));
        TrainingData data = dataOptions.find(limit.limit(), machine, library()).announce(out());
        machine.load(err());
        Samples train = data.train();
        DataSetDefaults defaults = DataSetDefaults.of(data.name());
        try (NDManager manager = NDManager.newBaseManager(null, machine.engine())) {
            Block block = block(network.settings(defaults), train);
            Shape input = new Shape(defaults.batchSize()).addAll(train.shape());
            InputNormalization normalization = InputNormalization.of(train);
            FreshNetwork.prepare(
                    block,
                    input,
                    initialization,
                    firstWeights.seed(),
                    train,
                    normalization,
                    manager);
            block.initialize(manager, DataType.FLOAT32, input);
            String title =
                    network.settings(defaults).label() + " on " + data.name() + ", untrained";
            return examine(new ChosenNetwork(title, block, data, normalization, manager));
        }
    }

    private Block block(NetworkSettings settings, Samples train) {
        if (widths == null) {
            return VggNetwork.build(settings, train.shape(), train.classes());
        }
        return DenseNetwork.build(
                settings.activation(), settings.pieces(), widths, train.shape(), train.classes());
    }

    private int saved() throws IOException {
        refuse(given(), OF_FRESH_NETWORKS);
        RunFolder run = new RunFolder(folder);
        Manifest manifest = Manifest.read(run.manifest());
        TrainingSettings settings = manifest.settings();
        boolean engineGiven = given().contains("--engine");
        String engine = engineGiven ? machine.engine() : settings.engine();
        EngineSetup.load(engine, machine.threads(), err());
        TrainingData data =
                dataOptions.again(
                        settings.limit(),
                        settings.dataset(),
                        manifest.data().folder(),
                        engine,
                        library(),
                        machine.progressLine());
        try (Model model = Model.newInstance("model", engine)) {
            SavedNetwork.load(model, run, manifest, data);
            String title = settings.network().label() + " of " + folder;
            return examine(
                    new ChosenNetwork(
                            title,
                            model.getBlock(),
                            data,
                            manifest.data().normalization(),
                            model.getNDManager()));
        }
    }

    private Set<String> given() {
        Set<String> given = new HashSet<>();
        for (ArgSpec argument : spec().commandLine().getParseResult().matchedArgs()) {
            if (argument instanceof OptionSpec option) {
                given.add(option.longestName());
            }
        }
        return given;
    }

    private static void refuse(Set<String> given, Set<String> refused) {
        given.stream()
                .filter(refused::contains)
                .sorted()
                .findFirst()
                .ifPresent(
                        option -> {
                            throw new IllegalArgumentException(
                                    option
                                            + " cannot be given with FOLDER: the saved network is"
                                            + " what it is");
                        });
    }
}
