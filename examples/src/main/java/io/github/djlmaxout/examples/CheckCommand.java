package io.github.djlmaxout.examples;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.diagnostics.check.Verdict;
import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.data.FirstBatch;
import io.github.djlmaxout.examples.data.Normalization;
import io.github.djlmaxout.examples.data.Samples;
import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.model.VggNetwork;
import io.github.djlmaxout.examples.run.Manifest;
import io.github.djlmaxout.examples.run.RunFolder;
import io.github.djlmaxout.examples.train.FreshNetwork;
import io.github.djlmaxout.examples.train.SavedNetwork;
import io.github.djlmaxout.examples.train.TrainingSettings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Says of a network whether it will train, before it does. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says whether a network will train: sends a batch through it and random gradients back,"
                    + " and compares what comes out of each layer with what theory expects of its"
                    + " weights.",
            "",
            "Without FOLDER the network is the one that train begins with, for the same options;"
                    + " with FOLDER the one that a finished run has saved.",
            ""
        },
        optionListHeading = "Options:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing speaks against training",
            "1:failed, for example because the model is damaged",
            "2:wrong usage",
            "3:the data set is neither given nor within reach",
            "4:something does: the verdict and the findings say what"
        },
        footerHeading = "%nThe output folder:%n",
        footer = {
            "  check.json       the table in full precision, verdict and findings",
            "  check.csv        the table",
            "",
            "Examples:",
            "  djl-maxout check",
            "  djl-maxout check -K 5 --depth 8 --init djl-default",
            "  djl-maxout check -K 5 --depth 8 --init critical -o runs/check",
            "  djl-maxout check runs/20260101-120000"
        })
final class CheckCommand extends StoppableCommand {

    private static final Set<String> WITH_FOLDER =
            Set.of("--data", "--engine", "--threads", "--samples", "--output", "--progress");

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
            names = "--samples",
            paramLabel = "N",
            defaultValue = "64",
            description = "The first N training samples are the batch (default: ${DEFAULT-VALUE}).")
    private int samples;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "Where check.json and check.csv go (default: nowhere).")
    private Path output;

    /** Creates the command; picocli fills in the rest. */
    CheckCommand(DjlDataSets library) {
        super(library);
    }

    @Override
    int run() throws IOException {
        if (samples < 1) {
            throw new IllegalArgumentException("--samples is " + samples + ", expected at least 1");
        }
        SignalCheck check = folder == null ? fresh() : saved();
        out().print(check);
        if (output != null) {
            new CheckFiles(check).writeTo(output);
            out().println("check.json and check.csv are in " + output + ".");
        }
        out().flush();
        return check.verdict() == Verdict.FINE ? ExitCode.OK : ExitCode.SICK;
    }

    private SignalCheck fresh() throws IOException {
        // Bad usage is said before any data is read.
        InitializationKind initialization = firstWeights.initialization();
        network.settings(DataSetDefaults.of(dataOptions.preferred()));
        TrainingData data =
                dataOptions.find(limit.limit(), machine.engine(), library()).announce(out());
        machine.load(err());
        Samples train = data.train();
        DataSetDefaults defaults = DataSetDefaults.of(data.name());
        try (NDManager manager = NDManager.newBaseManager(null, machine.engine())) {
            Block block =
                    VggNetwork.build(network.settings(defaults), train.shape(), train.classes());
            Shape input = new Shape(defaults.batchSize()).addAll(train.shape());
            Normalization normalization = Normalization.of(train);
            FreshNetwork.prepare(
                    block,
                    input,
                    initialization,
                    firstWeights.seed(),
                    train,
                    normalization,
                    manager);
            block.initialize(manager, DataType.FLOAT32, input);
            return check(block, train, normalization, manager);
        }
    }

    private SignalCheck saved() throws IOException {
        for (ArgSpec given : spec().commandLine().getParseResult().matchedArgs()) {
            if (given instanceof OptionSpec option && !WITH_FOLDER.contains(option.longestName())) {
                throw new IllegalArgumentException(
                        option.longestName()
                                + " cannot be given with FOLDER: the saved network is what it is");
            }
        }
        RunFolder run = new RunFolder(folder);
        Manifest manifest = Manifest.read(run.manifest());
        TrainingSettings settings = manifest.settings();
        boolean engineGiven = spec().commandLine().getParseResult().hasMatchedOption("--engine");
        String engine = engineGiven ? machine.engine() : settings.engine();
        EngineSetup.load(engine, machine.threads(), err());
        TrainingData data =
                dataOptions.again(
                        settings.limit(),
                        settings.dataset(),
                        manifest.data().folder(),
                        engine,
                        library());
        try (Model model = Model.newInstance("model", engine)) {
            SavedNetwork.load(model, run, manifest, data);
            return check(
                    model.getBlock(),
                    data.train(),
                    manifest.data().normalization(),
                    model.getNDManager());
        }
    }

    private SignalCheck check(
            Block block, Samples train, Normalization normalization, NDManager manager) {
        try (NDManager scratch = manager.newSubManager()) {
            NDList batch = new NDList(FirstBatch.of(train.first(samples), normalization, scratch));
            return SignalCheck.run(block, batch);
        }
    }
}
