// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.kernel.EmpiricalNtk;
import io.github.djlmaxout.diagnostics.kernel.InfiniteWidthKernel;
import io.github.djlmaxout.diagnostics.kernel.KernelCost;
import io.github.djlmaxout.diagnostics.kernel.KernelMatrix;
import io.github.djlmaxout.diagnostics.kernel.OutputContraction;
import io.github.djlmaxout.examples.command.ChosenNetwork;
import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.data.Samples;
import io.github.djlmaxout.examples.option.AtLeast;
import io.github.djlmaxout.examples.option.ProgressLine;
import io.github.djlmaxout.examples.option.SamplesOption;
import io.github.djlmaxout.internal.SignificantDigits;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Computes the empirical neural tangent kernel of a network. */
@Command(
        name = "ntk",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Computes the empirical neural tangent kernel of a network: the products of the"
                    + " gradients of its outputs at each two samples. Prints its spectrum, how well"
                    + " it fits the labels and, of dense networks, how far it is from the kernel of"
                    + " infinitely wide ones.",
            "",
            "Without FOLDER the network is the one that train begins with, for the same options;"
                    + " with FOLDER the one that a finished run has saved.",
            ""
        },
        optionListHeading = "Options:%n",
        footerHeading = "%nThe output folder:%n",
        footer = {
            "  ntk.csv          the eigenvalues, those of infinite width beside them",
            "  ntk-kernel.csv   the kernel, one row for each two samples; for up to 512 samples",
            "  ntk.svg          the eigenvalues, and the kernel with samples ordered by class",
            "",
            "Examples:",
            "  djl-maxout ntk --widths 64,64 -K 3",
            "  djl-maxout ntk --widths 64,64 -K 3 --samples 1024 --memory 256",
            "  djl-maxout ntk runs/20260101-120000"
        })
public final class NtkCommand extends AnalysisCommand {

    /** Rows and columns of the matrices of which the product is timed. */
    private static final int TIMED = 512;

    @Mixin private SamplesOption samples;

    @Option(
            names = "--outputs",
            paramLabel = "WHAT",
            defaultValue = "trace",
            description =
                    "What becomes of the outputs: trace for the mean over them, full for all"
                            + " products, per_output for a kernel of each (default:"
                            + " ${DEFAULT-VALUE}).")
    private OutputContraction outputs;

    @Option(
            names = "--memory",
            paramLabel = "MIB",
            defaultValue = "512",
            description = "The most memory to take, in MiB (default: ${DEFAULT-VALUE}).")
    @AtLeast(1)
    private long memory;

    /** Creates the command; picocli fills in the rest. */
    public NtkCommand(DjlDataSets library) {
        super(library);
    }

    @Override
    protected AnalysisResult analyse(ChosenNetwork chosen) throws IOException {
        try (NDManager scratch = chosen.manager().newSubManager()) {
            NDArray x = chosen.batch(samples.samples(), scratch).singletonOrThrow();
            ProgressLine line = machine().progressLine();
            EmpiricalNtk ntk =
                    EmpiricalNtk.of(chosen.block(), outputs)
                            .withMemory(memory << 20)
                            .withProgress((done, all) -> line.show("kernel", done, all, () -> ""));
            KernelCost cost = ntk.estimate(x);
            out().println(chosen.title());
            out().println("Cost: " + cost + ".");
            out().printf(Locale.ROOT, "At least %s.%n", words(cost.at(speed(scratch))));
            out().flush();
            long start = System.nanoTime();
            KernelMatrix kernel = ntk.compute(x);
            line.end();
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            Optional<InfiniteWidthKernel> theory =
                    InfiniteWidthKernel.of(chosen.block(), x.getShape());
            NtkReport report =
                    new NtkReport(
                            chosen.title(),
                            kernel,
                            theory.map(wide -> wide.at(x)),
                            theory.map(wide -> wide.finiteWidthDiagonal(meanSquare(x)))
                                    .orElse(Double.NaN),
                            labels(chosen.data().train().first(samples.samples())));
            AnalysisResult result =
                    new AnalysisResult(report.table() + "Took " + words(taken) + ".\n");
            result.with("ntk.csv", report.spectrum());
            if (kernel.samples() <= NtkReport.MOST_SAMPLES) {
                result.with("ntk-kernel.csv", report.kernel());
            }
            return result.with("ntk.svg", new NtkPicture(report).svg());
        }
    }

    private static int[] labels(Samples first) {
        int[] labels = new int[first.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = first.label(i);
        }
        return labels;
    }

    private static double meanSquare(NDArray x) {
        double sum = 0;
        for (float value : x.toFloatArray()) {
            sum += (double) value * value;
        }
        return sum / (double) x.getShape().get(0);
    }

    /** Multiplications a second in products of large matrices. */
    private static double speed(NDManager manager) {
        Shape shape = new Shape(TIMED, TIMED);
        try (NDManager scratch = manager.newSubManager()) {
            NDArray matrix = scratch.ones(shape, DataType.FLOAT64);
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 4; i++) {
                long start = System.nanoTime();
                matrix.matMul(matrix).toDoubleArray();
                best = Math.min(best, System.nanoTime() - start);
            }
            return 1e9 * TIMED * TIMED * TIMED / (double) best;
        }
    }

    private static String words(Duration time) {
        return SignificantDigits.of(time.toNanos() / 1e9, 2) + " s";
    }
}
