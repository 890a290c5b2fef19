// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import io.github.djlmaxout.examples.data.DataSetChoice;
import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.experiment.BareTraining;
import io.github.djlmaxout.examples.experiment.EpochScore;
import io.github.djlmaxout.examples.experiment.MnistFc;
import io.github.djlmaxout.examples.model.Bounds;
import io.github.djlmaxout.examples.option.AtLeast;
import io.github.djlmaxout.examples.option.LimitOption;
import io.github.djlmaxout.examples.option.MachineOptions;
import io.github.djlmaxout.examples.option.ProgressLine;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Repeats the fully connected example of the paper's code. */
@Command(
        name = "mnist-fc",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Repeats the fully connected example in the code of Tseran and Montufar (arXiv"
                    + " 2301.06956): 20 hidden maxout layers of 64, 32, 16 and 8 units, five of each,"
                    + " K=5, 376,210 parameters, weights of variance .55555/fan-in; MNIST divided by"
                    + " 255, batches of 32, SGD with rate .001 and Nesterov's momentum .9, 10 epochs."
                    + " Their numbers after the first and the last epoch stand beside ours.",
            ""
        },
        optionListHeading = "Options:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all epochs done",
            "1:failed, for example because the loss became infinite",
            "2:wrong usage",
            "3:MNIST is neither given nor within reach",
            "130:interrupted by Ctrl-C or a termination request"
        })
public final class MnistFcCommand extends StoppableCommand {

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description =
                    "The folder of the four idx files, with or without .gz. Without it DJL looks in"
                            + " its cache (DJL_CACHE_DIR), then downloads.")
    private Path data;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "" + MnistFc.EPOCHS,
            description = "Passes over the training samples (default: ${DEFAULT-VALUE}).")
    @AtLeast(1)
    private int epochs;

    @Mixin private LimitOption limitOption;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of weights and order (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin private MachineOptions machine;

    /** Creates the command; picocli fills in the rest. */
    public MnistFcCommand(DjlDataSets library) {
        super(library);
    }

    @Override
    protected int run() throws IOException {
        int limit = limitOption.limit();
        Bounds.require("--limit", limit, limit == 0 || limit >= 32, "0 or at least 32");
        PrintWriter out = out();
        TrainingData mnist =
                DataSetChoice.MNIST.load(
                        limit, data, machine.engine(), library(), machine.progressLine());
        machine.load(err());
        try (BareTraining training = MnistFc.training(machine.engine(), mnist, seed)) {
            out.printf(
                    Locale.ROOT,
                    "%,d parameters (theirs: %,d), %,d training and %,d test images, %s%n",
                    training.parameters(),
                    MnistFc.PARAMETERS,
                    mnist.train().size(),
                    mnist.test().size(),
                    machine.engine());
            if (training.parameters() != MnistFc.PARAMETERS) {
                throw new IOException("this is not their network");
            }
            out.println("epoch   train loss   theirs   test loss   test acc   theirs   seconds");
            out.flush();
            interruption().listen(() -> out.println("\nStopping after this update ..."));
            Report report = new Report(out, machine.progressLine(out));
            List<EpochScore> scores = training.run(epochs, report, interruption());
            report.line.end();
            if (training.diverged()) {
                throw new IOException(
                        "the loss was no longer finite after " + training.updates() + " updates");
            }
            return scores.size() < epochs ? ExitCode.INTERRUPTED : ExitCode.OK;
        }
    }

    /** The table, with the published numbers where there are some. */
    private record Report(PrintWriter out, ProgressLine line) implements BareTraining.Watch {

        @Override
        public void update(int epoch, int done, int all, double loss) {
            line.show(
                    "epoch " + epoch,
                    done,
                    all,
                    () -> String.format(Locale.ROOT, "loss %.4f", loss));
        }

        @Override
        public void epoch(int epoch, EpochScore score) {
            line.end();
            out.printf(
                    Locale.ROOT,
                    "%5d   %10.4f   %6s   %9.4f   %8.4f   %6s   %7.1f%n",
                    epoch,
                    score.trainLoss(),
                    theirs(MnistFc.THEIR_LOSS, epoch),
                    score.testLoss(),
                    score.testAccuracy(),
                    theirs(MnistFc.THEIR_ACCURACY, epoch),
                    score.seconds());
            out.flush();
        }

        private static String theirs(List<Double> firstAndLast, int epoch) {
            return epoch == 1
                    ? "" + firstAndLast.get(0)
                    : epoch == MnistFc.EPOCHS ? "" + firstAndLast.get(1) : "";
        }
    }
}
