// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.jacobian.AngleStudy;
import io.github.djlmaxout.diagnostics.jacobian.InputJacobian;
import io.github.djlmaxout.diagnostics.jacobian.JacobianGrowth;
import io.github.djlmaxout.diagnostics.jacobian.JacobianTheory;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.examples.command.ChosenNetwork;
import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.option.AtLeast;
import io.github.djlmaxout.examples.option.ProgressLine;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.network.NetworkStructure;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says how a network stretches small changes of its input, beside what theory expects. */
@Command(
        name = "jacobian",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says how a network stretches small changes of its input: |J u|^2 layer by layer, the"
                    + " singular values of the Jacobian J, and how |J u|^2 depends on the angle"
                    + " between the direction u and the input, in networks of fresh weights.",
            "",
            "Without FOLDER the network is the one that train begins with, for the same options;"
                    + " with FOLDER the one that a finished run has saved, and fresh networks get"
                    + " the first weights of --init maxout. What is expected is exact for dense"
                    + " layers (--widths); of convolutions nothing is.",
            ""
        },
        optionListHeading = "Options:%n",
        footerHeading = "%nThe output folder:%n",
        footer = {
            "  jacobian.csv     the table, singular values and the study of angles, layer by layer",
            "  jacobian.svg     growth by layer, and |J u|^2 against the angle",
            "",
            "Examples:",
            "  djl-maxout jacobian --widths 64,64,64,64 -K 5",
            "  djl-maxout jacobian --widths 64,64,64,64 -K 5 --init critical --seeds 400",
            "  djl-maxout jacobian runs/20260101-120000 --samples 32"
        })
public final class JacobianCommand extends AnalysisCommand {

    private static final int ANGLE_STEP = 10;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "8",
            description = "At the first N training samples (default: ${DEFAULT-VALUE}).")
    @AtLeast(1)
    private int samples;

    @Option(
            names = "--directions",
            paramLabel = "N",
            defaultValue = "16",
            description =
                    "Directions u at each sample, for the layers (default: ${DEFAULT-VALUE}).")
    @AtLeast(1)
    private int directions;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "100",
            description =
                    "How many fresh networks to draw for the study of angles, at the first sample;"
                            + " 0 for no study (default: ${DEFAULT-VALUE}).")
    @AtLeast(0)
    private int seeds;

    /** Creates the command; picocli fills in the rest. */
    public JacobianCommand(DjlDataSets library) {
        super(library);
    }

    @Override
    protected AnalysisResult analyse(ChosenNetwork chosen) throws IOException {
        try (NDManager scratch = chosen.manager().newSubManager()) {
            Block block = chosen.block();
            NDList batch = chosen.batch(samples, scratch);
            NetworkWalk walk = NetworkWalk.of(block, batch.getShapes());
            List<InputJacobian> jacobians = InputJacobian.of(walk, batch);
            JacobianGrowth growth = JacobianGrowth.of(walk, batch, directions, seed());
            JacobianTheory theory = JacobianTheory.of(block, batch.head().getShape());
            NDList first = chosen.batch(1, scratch);
            Optional<InitializationPlan> plan = plan(block, first);
            // The last thing: it gives the network other weights.
            Optional<AngleStudy> study = plan.map(p -> study(block, p, first));
            JacobianReport report =
                    new JacobianReport(
                            chosen.title(),
                            jacobians,
                            growth,
                            theory,
                            study,
                            studied(study),
                            plan.map(p -> fresh(block, p, first)).orElse(theory));
            return new AnalysisResult(report.table())
                    .with("jacobian.csv", report.csv())
                    .with("jacobian.svg", new JacobianPicture(report).svg());
        }
    }

    private Optional<InitializationPlan> plan(Block block, NDList first) {
        return seeds == 0
                ? Optional.empty()
                : initialization().plan(block, first.head().getShape(), seed(), first.head());
    }

    private AngleStudy study(Block block, InitializationPlan plan, NDList first) {
        List<Double> angles = new ArrayList<>();
        for (int degrees = 0; degrees <= 90; degrees += ANGLE_STEP) {
            angles.add(Math.toRadians(degrees));
        }
        ProgressLine line = machine().progressLine();
        AngleStudy study =
                AngleStudy.of(
                        block,
                        plan,
                        first,
                        angles,
                        seeds,
                        done -> line.show("networks", done, seeds, () -> ""));
        line.end();
        return study;
    }

    private static JacobianTheory fresh(Block block, InitializationPlan plan, NDList first) {
        Shape shape = first.head().getShape();
        return JacobianTheory.of(NetworkStructure.read(block, shape), plan.layers());
    }

    private String studied(Optional<AngleStudy> study) {
        InitializationKind kind = initialization();
        if (study.isPresent()) {
            return String.format(
                    Locale.ROOT,
                    "%d networks of fresh weights (%s) at the first sample, by the angle of u and"
                            + " x:",
                    seeds,
                    kind.label());
        }
        return seeds == 0
                ? "No fresh networks were drawn."
                : "No fresh networks were drawn: " + kind.label() + " has no plan to draw them by.";
    }
}
