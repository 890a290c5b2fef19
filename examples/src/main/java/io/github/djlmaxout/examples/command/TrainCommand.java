// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import ai.djl.engine.Engine;

import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.option.DataOptions;
import io.github.djlmaxout.examples.option.EngineSetup;
import io.github.djlmaxout.examples.option.TrainingOptions;
import io.github.djlmaxout.examples.option.WatchOptions;
import io.github.djlmaxout.examples.run.Manifest;
import io.github.djlmaxout.examples.run.RunFolder;
import io.github.djlmaxout.examples.run.RunLock;
import io.github.djlmaxout.examples.run.RunState;
import io.github.djlmaxout.examples.train.Checkpoint;
import io.github.djlmaxout.examples.train.Progress;
import io.github.djlmaxout.examples.train.TrainingSession;
import io.github.djlmaxout.examples.train.TrainingSettings;
import io.github.djlmaxout.examples.train.Watcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;

/** Trains a network and leaves the results in a folder. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains a deep maxout network, or its ReLU twin, and leaves the results in a folder.",
            "",
            "The network: blocks of 3x3 convolutions, each block followed by 2x2 max-pooling and with"
                    + " twice the filters of the one before; then a dense hidden layer and a linear"
                    + " read-out. Each hidden layer is a maxout layer: a unit is the largest of K"
                    + " affine maps of its input. With the defaults there are 8 weight layers.",
            ""
        },
        optionListHeading = "Options:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all epochs done, model saved",
            "1:failed, for example because the loss became infinite or a file cannot be written",
            "2:wrong usage",
            "3:the data set is neither given nor within reach",
            "130:interrupted by Ctrl-C or a termination request; a checkpoint is saved"
        },
        footerHeading = "%nThe output folder:%n",
        footer = {
            "  metrics.csv      loss and accuracy of each epoch",
            "  curve.svg        the same as a picture",
            "  model-*.params   the trained network in DJL's format",
            "  plan.json        the first weights: variance, law and bias of each layer, and what theory",
            "                   expects of them",
            "  manifest.json    versions, seed, settings, data, results, SHA-256 of the model",
            "  checkpoint.zip   what --resume needs; written after each epoch and at Ctrl-C",
            "  report.html      how the network trains, layer by layer, and what is wrong; open it",
            "                   while it trains; report-from-N.html after --resume at update N",
            "  diagnostics.csv  the same as numbers; a line added with each measurement",
            "  tensorboard/     the same for TensorBoard, with --tensorboard",
            "Each file is written whole or not at all, but for diagnostics.csv and tensorboard/,",
            "which grow.",
            "",
            "Interrupting and resuming:",
            "  Ctrl-C stops after the current update and saves a checkpoint; a second Ctrl-C ends at"
                    + " once.",
            "  --resume goes on at that update. Parameters, the moments of the optimizer, its number",
            "  of updates, the order of the samples, their augmentation and dropout are all restored:",
            "  on the same machine with the same threads the result is that of an uninterrupted run.",
            "",
            "Examples:",
            "  djl-maxout train",
            "  djl-maxout train --activation relu",
            "  djl-maxout train --init critical",
            "  djl-maxout train --engine MXNet -K 3 --optimizer adam",
            "  djl-maxout train --data cifar-10-batches-bin --epochs 15 --augment",
            "  djl-maxout train --dataset iris --data iris.csv",
            "  djl-maxout train --resume runs/20260101-120000"
        })
public final class TrainCommand extends StoppableCommand {

    private static final Set<String> WITH_RESUME =
            Set.of(
                    "--resume",
                    "--epochs",
                    "--threads",
                    "--data",
                    "--progress",
                    "--watch",
                    "--tensorboard");

    @Mixin private DataOptions dataOptions;

    @Mixin private TrainingOptions options;

    @Mixin private WatchOptions watch;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "Where the results go (default: runs/<date>-<time>).")
    private Path output;

    @Option(
            names = "--overwrite",
            description = "Delete the results of an earlier run in that folder first.")
    private boolean overwrite;

    @Option(
            names = "--resume",
            paramLabel = "FOLDER",
            description =
                    "Go on with the run in this folder, with its settings and its threads. Only"
                            + " --epochs (which stretches the schedule), --threads (other numbers"
                            + " give other last bits), --data, --watch and --tensorboard may be"
                            + " given beside it.")
    private Path resume;

    /** Creates the command; picocli fills in the rest. */
    public TrainCommand(DjlDataSets library) {
        super(library);
    }

    @Override
    protected int run() throws IOException {
        return resume == null ? begin() : goOn();
    }

    @SuppressWarnings("try") // the lock is held, not asked
    private int begin() throws IOException {
        options.settings(dataOptions.preferred()); // bad usage is said before any data is read
        if (output != null) {
            new RunFolder(output).checkFree(overwrite);
        }
        DataOptions.Found found = dataOptions.find(options.limit(), options.machine(), library());
        TrainingData data = found.announce(out());
        TrainingSettings settings = options.settings(data.name());
        Engine engine = EngineSetup.load(settings.engine(), settings.threads(), err());
        RunFolder folder = new RunFolder(output == null ? FreshFolder.make("") : output);
        try (RunLock lock =
                output == null ? RunLock.ofNew(folder.path()) : RunLock.of(folder.path())) {
            folder.checkFree(overwrite);
            Watcher watcher = watch.watcher(folder, settings, title(settings), 0);
            try (TrainingSession session = TrainingSession.begin(settings, data, watcher)) {
                folder.clear();
                RunRecord record =
                        RunRecord.begin(
                                folder,
                                engine,
                                data,
                                dataOptions.folder(),
                                found.notice(),
                                session);
                return train(session, record, 0);
            }
        }
    }

    @SuppressWarnings("try") // the lock is held, not asked
    private int goOn() throws IOException {
        for (ArgSpec given : spec().commandLine().getParseResult().matchedArgs()) {
            String name = ((OptionSpec) given).longestName();
            if (!WITH_RESUME.contains(name)) {
                throw new IllegalArgumentException(
                        name + " cannot be changed by --resume: the run keeps its settings");
            }
        }
        RunFolder folder = new RunFolder(resume);
        Manifest.read(folder.manifest()); // a folder without a run gets no lock
        try (RunLock lock = RunLock.of(folder.path())) {
            folder.clearUnfinished();
            return goOn(folder, Manifest.read(folder.manifest()));
        }
    }

    private int goOn(RunFolder folder, Manifest manifest) throws IOException {
        Checkpoint checkpoint = folder.readCheckpoint(manifest);
        Progress progress = checkpoint.progress();
        int done = progress.epoch();
        int threads = options.machine().threads(manifest.settings().threads());
        TrainingSettings settings = manifest.settings().resumed(options.epochs(), threads);
        if (settings.epochs() < done + (progress.batch() > 0 ? 1 : 0)) {
            throw new IllegalArgumentException(
                    "--epochs is "
                            + settings.epochs()
                            + ", but "
                            + (progress.batch() > 0
                                    ? "epoch " + (done + 1) + " has begun"
                                    : done + " epochs are done"));
        }
        if (manifest.state() == RunState.FINISHED && done == settings.epochs()) {
            out().println(
                            "The run is finished: all "
                                    + done
                                    + " epochs are done. --epochs with a larger number trains it"
                                    + " further.");
            return ExitCode.OK;
        }
        Engine engine = EngineSetup.load(settings.engine(), settings.threads(), err());
        TrainingData data =
                dataOptions.again(
                        settings.limit(),
                        settings.dataset(),
                        manifest.data().folder(),
                        settings.engine(),
                        library(),
                        options.machine().progressLine());
        long updates = progress.updates();
        Watcher watcher = watch.watcher(folder, settings, title(settings), updates);
        try (TrainingSession session =
                TrainingSession.resume(settings, data, checkpoint, watcher)) {
            out().println(
                            "Going on in epoch "
                                    + (done + 1)
                                    + " after "
                                    + progress.batch()
                                    + " updates.");
            RunRecord record = RunRecord.resume(folder, engine, data, manifest, session);
            return train(session, record, done);
        }
    }

    private int train(TrainingSession session, RunRecord record, int done) throws IOException {
        PrintWriter out = out();
        TrainingReport report = new TrainingReport(out, options.machine().progressLine(out));
        out.println(record.headline());
        session.plan().ifPresent(plan -> out.println("\n" + plan));
        report.header();
        session.progress().history().subList(0, done).forEach(report::epoch);
        interruption().listen(() -> err().println("\nStopping after this update ..."));
        boolean finished;
        try {
            finished = session.train(interruption(), record.observer(report));
        } catch (IOException | RuntimeException e) {
            report.endBar();
            record.failed(e.toString());
            throw e;
        }
        report.endBar();
        if (finished) {
            record.finished();
            out.println("Results are in " + record.folder().path() + ".");
            return ExitCode.OK;
        }
        record.interrupted();
        out.println(
                "Stopped in epoch "
                        + (session.progress().epoch() + 1)
                        + " after "
                        + session.progress().batch()
                        + " updates. Go on with: "
                        + ResumeLine.of(record.folder().path(), spec()));
        return ExitCode.INTERRUPTED;
    }

    private static String title(TrainingSettings settings) {
        return settings.network().label() + " on " + settings.dataset() + ", " + settings.engine();
    }
}
