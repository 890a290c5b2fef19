// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.curvature.ExtremeEigenvalues;
import io.github.djlmaxout.diagnostics.curvature.GaussNewton;
import io.github.djlmaxout.diagnostics.curvature.HessianOperator;
import io.github.djlmaxout.diagnostics.curvature.Lanczos;
import io.github.djlmaxout.diagnostics.curvature.SpectralDensity;
import io.github.djlmaxout.diagnostics.curvature.SymmetricOperator;
import io.github.djlmaxout.diagnostics.curvature.TraceEstimate;
import io.github.djlmaxout.diagnostics.probe.LossSurface;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.examples.command.ChosenNetwork;
import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.model.Bounds;
import io.github.djlmaxout.examples.option.AtLeast;
import io.github.djlmaxout.examples.option.ProgressLine;
import io.github.djlmaxout.examples.option.SamplesOption;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/** Says how the loss of a network bends over its parameters. */
@Command(
        name = "hessian",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says how the loss of a network bends over its parameters: norm and trace of the Hessian"
                    + " of each layer's weights in closed form, and of the whole Hessian the largest"
                    + " eigenvalues, the trace and the density of the spectrum, from products with"
                    + " vectors in float64.",
            "",
            "The loss is softmax cross-entropy. Without FOLDER the network is the one that train"
                    + " begins with, for the same options; with FOLDER the one that a finished run"
                    + " has saved.",
            ""
        },
        optionListHeading = "Options:%n",
        footerHeading = "%nThe output folder:%n",
        footer = {
            "  hessian.csv          layers, eigenvalues and trace in full precision",
            "  hessian-density.csv  the density of the spectrum",
            "  hessian.svg          both as a picture",
            "",
            "Examples:",
            "  djl-maxout hessian --widths 64,64 -K 3",
            "  djl-maxout hessian --widths 64,64 -K 3 --eigenvalues 10 --samples 256",
            "  djl-maxout hessian runs/20260101-120000"
        })
public final class HessianCommand extends AnalysisCommand {

    @Mixin private SamplesOption samples;

    @Option(
            names = "--eigenvalues",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many of the largest to find (default: ${DEFAULT-VALUE}).")
    @AtLeast(1)
    private int eigenvalues;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "60",
            description =
                    "How many products to find them in; each takes about as long as four"
                            + " gradients of the samples (default: ${DEFAULT-VALUE}).")
    @AtLeast(1)
    private int steps;

    @Option(
            names = "--tolerance",
            paramLabel = "X",
            defaultValue = "1e-4",
            description =
                    "What counts as converged: a residual of X times the largest eigenvalue"
                            + " (default: ${DEFAULT-VALUE}).")
    private double tolerance;

    @Option(
            names = "--vectors",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "Random vectors for the trace; 0 for no trace (default: ${DEFAULT-VALUE}).")
    @AtLeast(0)
    private int vectors;

    @Option(
            names = "--density",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "Random vectors for the density of the spectrum, each of half as many products"
                            + " as --steps; 0 for no density (default: ${DEFAULT-VALUE}).")
    @AtLeast(0)
    private int densityVectors;

    @Option(
            names = "--weights-only",
            description =
                    "Hold biases fixed. A zero bias behind zero inputs is right on a kink of the"
                            + " loss, where it has no Hessian.")
    private boolean weightsOnly;

    /** Creates the command; picocli fills in the rest. */
    public HessianCommand(DjlDataSets library) {
        super(library);
    }

    @Override
    protected void checkUsage() {
        Bounds.require("--tolerance", tolerance, tolerance > 0, "above 0");
    }

    @Override
    protected AnalysisResult analyse(ChosenNetwork chosen) throws IOException {
        try (NDManager scratch = chosen.manager().newSubManager()) {
            NDList batch = chosen.batch(samples.samples(), scratch);
            NDList labels = chosen.labels(samples.samples(), scratch);
            Loss loss = Loss.softmaxCrossEntropyLoss();
            NetworkWalk walk = NetworkWalk.of(chosen.block(), batch.getShapes());
            Predicate<Parameter> weights =
                    p -> p.requiresGradient() && p.getType() == Parameter.Type.WEIGHT;
            Predicate<Parameter> chosenOnes = weightsOnly ? weights : Parameter::requiresGradient;
            ProgressLine line = machine().progressLine();
            line.show("layers", 1, 2, () -> "");
            GaussNewton layers = GaussNewton.of(walk, batch, labels, loss, weights);
            GaussNewton all =
                    weightsOnly ? layers : GaussNewton.of(walk, batch, labels, loss, chosenOnes);
            LossSurface surface = LossSurface.of(walk, batch, labels, loss, chosenOnes);
            HessianOperator hessian = HessianOperator.of(surface);
            Lanczos lanczos = new Lanczos(steps, tolerance, seed());
            ExtremeEigenvalues found =
                    lanczos.search(counted(hessian, "eigenvalues", steps, line), eigenvalues, 0);
            Optional<TraceEstimate> trace = Optional.empty();
            if (vectors > 0) {
                trace =
                        Optional.of(
                                TraceEstimate.of(
                                        counted(hessian, "trace", vectors, line),
                                        vectors,
                                        seed() + 1));
            }
            Optional<SpectralDensity> density = Optional.empty();
            if (densityVectors > 0) {
                int each = Math.max(1, steps / 2);
                density =
                        Optional.of(
                                SpectralDensity.of(
                                        counted(hessian, "density", densityVectors * each, line),
                                        densityVectors,
                                        each,
                                        seed() + 2));
            }
            line.end();
            HessianReport report =
                    new HessianReport(
                            chosen.title(),
                            samples(batch),
                            surface.value(new double[surface.dimension()]),
                            surface.dimension(),
                            layers,
                            all,
                            found,
                            trace,
                            density,
                            hessian.unresolved());
            AnalysisResult result =
                    new AnalysisResult(report.table()).with("hessian.csv", report.csv());
            density.ifPresent(d -> result.with("hessian-density.csv", report.densityCsv()));
            return result.with("hessian.svg", new HessianPicture(report).svg());
        }
    }

    private static long samples(NDList batch) {
        return batch.head().getShape().get(0);
    }

    private SymmetricOperator counted(
            SymmetricOperator operator, String what, int most, ProgressLine line) {
        return new SymmetricOperator() {

            private int products;

            @Override
            public int dimension() {
                return operator.dimension();
            }

            @Override
            public double[] apply(double[] vector) {
                products++;
                line.show(what, Math.min(products, most), most, () -> "");
                return operator.apply(vector);
            }
        };
    }
}
