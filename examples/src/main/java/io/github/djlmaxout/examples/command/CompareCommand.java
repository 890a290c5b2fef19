// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.experiment.ExperimentFolder;
import io.github.djlmaxout.examples.experiment.ExperimentNetwork;
import io.github.djlmaxout.examples.experiment.ExperimentTables;
import io.github.djlmaxout.examples.experiment.Inputs;
import io.github.djlmaxout.examples.experiment.MomentExperiment;
import io.github.djlmaxout.examples.experiment.MomentRow;
import io.github.djlmaxout.examples.experiment.TrainingRunner;
import io.github.djlmaxout.examples.experiment.TrainingTask;
import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.option.CompareOptions;
import io.github.djlmaxout.examples.option.DataOptions;
import io.github.djlmaxout.examples.option.MachineOptions;
import io.github.djlmaxout.examples.option.ProgressLine;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Compares initializations, by their moments or by training. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares how the weights of maxout networks begin: second moments measured and"
                    + " predicted, or networks trained, each initialization at its own best learning"
                    + " rate. Results are added to the tables of the output folder one by one; what"
                    + " is in them already is not done again, so a comparison that was stopped goes"
                    + " on when the same command is given again.",
            ""
        },
        optionListHeading = "Options:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything asked for is in the tables; a run that diverges is a result too",
            "1:failed, for example because a file cannot be written",
            "2:wrong usage",
            "3:the data set is neither given nor within reach",
            "130:interrupted by Ctrl-C or a termination request; the results so far are saved"
        },
        footerHeading = "%nThe output folder:%n",
        footer = {
            "  moments.csv           a line for each quantity and layer",
            "  training.csv          a line for each run; the values of its epochs in one cell",
            "  initialization.html   tables and charts of all results, one page",
            "",
            "Examples:",
            "  djl-maxout init compare --part moments",
            "  djl-maxout init compare --part training --dataset mnist --networks fc30,dense20",
            "  djl-maxout init compare --part training --dataset procedural --networks vgg -K 3"
        })
public final class CompareCommand extends StoppableCommand {

    @Mixin private CompareOptions options;

    @Mixin private DataOptions dataOptions;

    @Mixin private MachineOptions machine;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            defaultValue = "runs/initialization",
            description = "Where the results are added (default: ${DEFAULT-VALUE}).")
    private Path output;

    /** Creates the command; picocli fills in the rest. */
    public CompareCommand(DjlDataSets library) {
        super(library);
    }

    @Override
    protected int run() throws IOException {
        options.check();
        boolean moments = options.part() == CompareOptions.Part.MOMENTS;
        boolean needsData = !moments || options.input() == CompareOptions.Input.DATA;
        TrainingData data =
                needsData ? dataOptions.find(0, machine, library()).announce(out()) : null;
        machine.load(err());
        ExperimentFolder folder = new ExperimentFolder(output);
        interruption().listen(() -> err().println("\nStopping ..."));
        boolean finished = moments ? measure(folder, data) : train(folder, data);
        folder.writePage();
        out().println("Results are in " + folder.page() + " and beside it.");
        if (!finished) {
            out().println("Stopped; the same command goes on.");
        }
        out().flush();
        return finished ? ExitCode.OK : ExitCode.INTERRUPTED;
    }

    private boolean measure(ExperimentFolder folder, TrainingData data) throws IOException {
        ProgressLine line = machine.progressLine();
        boolean finished = true;
        for (ExperimentNetwork network : options.networks()) {
            for (int pieces : options.pieces()) {
                for (InitializationKind kind : options.schemes()) {
                    finished = finished && measure(folder, data, network, pieces, kind, line);
                }
            }
        }
        ExperimentTables.moments(folder.moments()).forEach(out()::println);
        return finished;
    }

    private boolean measure(
            ExperimentFolder folder,
            TrainingData data,
            ExperimentNetwork network,
            int pieces,
            InitializationKind kind,
            ProgressLine line)
            throws IOException {
        Shape sample = data == null ? network.sample() : data.train().shape();
        int size = options.batchSize();
        String input = (data == null ? "gaussian" : data.name()) + "-" + size;
        int seeds = options.seeds();
        if (folder.hasMoments(network, pieces, kind, input, seeds)) {
            return true;
        }
        float[] batch =
                data == null
                        ? Inputs.gaussian(size, Math.toIntExact(sample.size()))
                        : Inputs.of(data.train(), size);
        String name =
                String.format(Locale.ROOT, "%s K=%d %s", network.label(), pieces, kind.label());
        List<MomentRow> rows =
                new MomentExperiment(
                                machine.engine(),
                                network,
                                pieces,
                                kind,
                                batch,
                                new Shape(size).addAll(sample))
                        .run(
                                seeds,
                                input,
                                done -> line.show(name, done, seeds, () -> "seed " + done),
                                interruption());
        line.end();
        if (rows.isEmpty()) {
            return false;
        }
        folder.addMoments(rows);
        return true;
    }

    private boolean train(ExperimentFolder folder, TrainingData all) throws IOException {
        TrainingRunner runner = new TrainingRunner(all, options.samples(), options.testSamples());
        List<TrainingTask> tasks =
                options.tasks(
                        machine.engine(),
                        all.name(),
                        runner.data().train().size(),
                        runner.data().test().size());
        List<TrainingTask> open = folder.open(tasks);
        long different = tasks.stream().distinct().count();
        out().printf(
                        Locale.ROOT,
                        "%,d runs, %,d of them done before.%n",
                        different,
                        different - open.size());
        out().flush();
        CompareReport report = new CompareReport(out(), machine.progressLine(), open.size());
        boolean finished = true;
        for (TrainingTask task : open) {
            report.begin(task);
            var result = runner.run(task, report, interruption());
            report.end(result);
            if (result.isEmpty()) {
                finished = false;
                break;
            }
            folder.addTraining(result.get());
            folder.writePage();
        }
        ExperimentTables.training(folder.training()).forEach(out()::println);
        return finished;
    }
}
