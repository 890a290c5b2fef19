// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.diagnostics.check.Verdict;
import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.option.AtLeast;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/** Says of a network whether it will train, before it does. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says whether a network will train: measures one step on a batch, with the loss that"
                    + " train takes, sends random gradients back, and compares what comes out of"
                    + " each layer with what theory expects of its weights.",
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
            "4:something does: the verdict and the findings say what",
            "5:not known: signals or gradients could not be seen, and nothing else is wrong"
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
public final class CheckCommand extends NetworkCommand {

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "64",
            description = "The first N training samples are the batch (default: ${DEFAULT-VALUE}).")
    @AtLeast(1)
    private int samples;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "Where check.json and check.csv go (default: nowhere).")
    private Path output;

    /** Creates the command; picocli fills in the rest. */
    public CheckCommand(DjlDataSets library) {
        super(library);
    }

    @Override
    protected int examine(ChosenNetwork chosen) throws IOException {
        SignalCheck check;
        try (NDManager scratch = chosen.manager().newSubManager()) {
            check =
                    SignalCheck.run(
                            chosen.block(),
                            chosen.batch(samples, scratch),
                            chosen.labels(samples, scratch),
                            Loss.softmaxCrossEntropyLoss());
        }
        out().print(check);
        if (output != null) {
            new CheckFiles(check).writeTo(output);
            out().println("check.json and check.csv are in " + output + ".");
        }
        out().flush();
        if (check.verdict().fault().isPresent()) {
            return ExitCode.SICK;
        }
        return check.verdict().equals(Verdict.FINE) ? ExitCode.OK : ExitCode.UNKNOWN;
    }
}
