// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

import io.github.djlmaxout.diagnostics.jacobian.ParameterRank;
import io.github.djlmaxout.diagnostics.jacobian.RankTransition;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.examples.command.ChosenNetwork;
import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.option.AtLeast;
import io.github.djlmaxout.examples.option.ProgressLine;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** Says how many outputs of a network at some samples its parameters can move independently. */
@Command(
        name = "rank",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Takes the rank of the Jacobian of a network: the derivatives of all outputs at the first"
                    + " samples with respect to all parameters. If it is as large as the number of"
                    + " samples times outputs, no critical point of a loss is a bad one.",
            "",
            "With --transition also the share of random two-layer networks with full rank, over"
                    + " their width, for ReLU and maxout of 2, 3 and 5 pieces: 60 samples of 5"
                    + " inputs, one output, only the hidden layer trained.",
            "",
            "Without FOLDER the network is the one that train begins with, for the same options;"
                    + " with FOLDER the one that a finished run has saved.",
            ""
        },
        optionListHeading = "Options:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, for example because the model is damaged",
            "2:wrong usage",
            "3:the data set is neither given nor within reach"
        },
        footerHeading = "%nThe output folder:%n",
        footer = {
            "  rank.csv         the singular values, the largest first",
            "  transition.csv   with --transition: the share of each width and number of pieces",
            "  rank.svg         both as a picture",
            "",
            "Examples:",
            "  djl-maxout rank --widths 32 --samples 64",
            "  djl-maxout rank --widths 16,16 --samples 20 --transition",
            "  djl-maxout rank runs/20260101-120000 --precision float32"
        })
public final class RankCommand extends AnalysisCommand {

    /** The setting in which the widths of all four kinds of unit lie close together. */
    private static final int SAMPLES = 60;

    private static final int INPUTS = 5;
    private static final int WIDEST = 14;
    private static final int[] PIECES = {1, 2, 3, 5};

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "32",
            description = "The first N training samples (default: ${DEFAULT-VALUE}).")
    @AtLeast(1)
    private int samples;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "float64",
            description =
                    "float32 or float64: in which derivatives are computed and whose rounding the"
                            + " tolerance allows for (default: ${DEFAULT-VALUE}).")
    private Precision precision;

    @Option(
            names = "--transition",
            description = "Study random networks of growing width too, about a minute.")
    private boolean transition;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "400",
            description = "Random networks of each width (default: ${DEFAULT-VALUE}).")
    @AtLeast(1)
    private int trials;

    /** Creates the command; picocli fills in the rest. */
    public RankCommand(DjlDataSets library) {
        super(library);
    }

    @Override
    protected AnalysisResult analyse(ChosenNetwork chosen) {
        ParameterRank rank;
        try (NDManager scratch = chosen.manager().newSubManager()) {
            var batch = chosen.batch(samples, scratch);
            NetworkWalk walk =
                    NetworkWalk.of(chosen.block(), batch.getShapes()).withType(precision.type);
            rank = ParameterRank.of(walk, batch);
        }
        RankReport report = new RankReport(chosen.title(), rank, transitions());
        AnalysisResult result = new AnalysisResult(report.table()).with("rank.csv", report.csv());
        if (transition) {
            result.with("transition.csv", report.transitionCsv());
        }
        return result.with("rank.svg", new RankPicture(report).svg());
    }

    private List<RankReport.Curve> transitions() {
        List<RankReport.Curve> curves = new ArrayList<>();
        if (!transition) {
            return curves;
        }
        ProgressLine line = machine().progressLine();
        int all = PIECES.length * WIDEST;
        for (int pieces : PIECES) {
            RankTransition study =
                    new RankTransition(
                            pieces,
                            INPUTS,
                            SAMPLES,
                            RankTransition.Weights.NORMAL,
                            RankTransition.Inputs.NORMAL,
                            precision.type);
            List<RankTransition.Share> shares = new ArrayList<>();
            for (int units = 1; units <= WIDEST; units++) {
                int done = curves.size() * WIDEST + units;
                String text = study.pieces() + " pieces, " + units + " units";
                line.show("random networks", done, all, () -> text);
                // Another seed for each width: the shares are independent.
                shares.add(study.at(units, trials, seed() + 1_000L * pieces + units));
            }
            curves.add(new RankReport.Curve(study, shares));
        }
        line.end();
        return curves;
    }

    /** The types by the names that people write. */
    protected enum Precision {
        FLOAT32(DataType.FLOAT32),
        FLOAT64(DataType.FLOAT64);

        private final DataType type;

        Precision(DataType type) {
            this.type = type;
        }
    }
}
