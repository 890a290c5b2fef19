// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.diagnostics.kernel.KernelAlignment;
import io.github.djlmaxout.diagnostics.kernel.KernelDrift;
import io.github.djlmaxout.diagnostics.kernel.KernelMatrix;
import io.github.djlmaxout.diagnostics.kernel.KernelSpectrum;
import io.github.djlmaxout.examples.plot.PlainTable;
import io.github.djlmaxout.internal.SignificantDigits;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is said of a tangent kernel, as text. */
final class NtkReport {

    /** A kernel of so many samples is a file of some 10 MB. */
    static final int MOST_SAMPLES = 512;

    private static final int SHOWN = 8;

    private final String title;
    private final KernelMatrix kernel;
    private final Optional<KernelMatrix> infinite;
    private final double expectedTrace;
    private final int[] labels;
    private final KernelSpectrum spectrum;
    private final Optional<KernelSpectrum> infiniteSpectrum;

    /**
     * Begins a report.
     *
     * @param title what the network is called
     * @param kernel the kernel of one batch
     * @param infinite the kernel of infinite width, if it is known
     * @param expectedTrace the expected mean of the diagonal; NaN if it is not known
     * @param labels the class of each sample
     */
    NtkReport(
            String title,
            KernelMatrix kernel,
            Optional<KernelMatrix> infinite,
            double expectedTrace,
            int... labels) {
        this.title = title;
        this.kernel = kernel;
        this.infinite = infinite;
        this.expectedTrace = expectedTrace;
        this.labels = labels.clone();
        spectrum = kernel.spectrum();
        infiniteSpectrum = infinite.map(KernelMatrix::spectrum);
    }

    String title() {
        return title;
    }

    /** The mean over the outputs. */
    KernelMatrix contracted() {
        return kernel.contracted();
    }

    KernelSpectrum eigenvalues() {
        return spectrum;
    }

    Optional<KernelSpectrum> infiniteEigenvalues() {
        return infiniteSpectrum;
    }

    int label(int sample) {
        return labels[sample];
    }

    String table() {
        List<List<String>> rows = new ArrayList<>();
        Optional<KernelAlignment> ofInfinite =
                infinite.map(k -> KernelAlignment.withClasses(k, labels));
        KernelAlignment alignment = KernelAlignment.withClasses(kernel, labels);
        row(
                rows,
                "mean of the diagonal",
                kernel.meanDiagonal(),
                infinite.map(KernelMatrix::meanDiagonal));
        rows.get(0).set(3, number(expectedTrace));
        row(rows, "condition number", KernelSpectrum::conditionNumber);
        row(rows, "effective rank", KernelSpectrum::effectiveRank);
        row(rows, "stable rank", KernelSpectrum::stableRank);
        row(
                rows,
                "alignment with the classes",
                alignment.plain(),
                ofInfinite.map(KernelAlignment::plain));
        row(rows, "centred", alignment.centred(), ofInfinite.map(KernelAlignment::centred));
        for (int i = 0; i < Math.min(SHOWN, spectrum.eigenvalues().size()); i++) {
            int which = i;
            row(
                    rows,
                    "eigenvalue " + (i + 1),
                    spectrum.eigenvalues().get(i),
                    infiniteSpectrum
                            .filter(s -> s.eigenvalues().size() > which)
                            .map(s -> s.eigenvalues().get(which)));
        }
        List<String> header = List.of("", "kernel", "infinite width", "expected at this width");
        StringBuilder text = new StringBuilder();
        PlainTable.lines(1, header, rows).forEach(line -> text.append(line).append('\n'));
        infinite.ifPresent(
                wide -> {
                    KernelDrift drift = KernelDrift.between(kernel, wide);
                    text.append(
                            String.format(
                                    Locale.ROOT,
                                    "From the kernel of infinite width: %s of its norm, %s but"
                                            + " for scale.%n",
                                    SignificantDigits.of(drift.relative(), 3),
                                    SignificantDigits.of(drift.turn(), 3)));
                });
        return text.toString();
    }

    private interface OfSpectrum {
        double of(KernelSpectrum spectrum);
    }

    private void row(List<List<String>> rows, String name, OfSpectrum what) {
        row(rows, name, what.of(spectrum), infiniteSpectrum.map(what::of));
    }

    private static void row(
            List<List<String>> rows, String name, double value, Optional<Double> wide) {
        rows.add(
                new ArrayList<>(
                        List.of(name, number(value), wide.map(NtkReport::number).orElse(""), "")));
    }

    private static String number(double value) {
        return SignificantDigits.of(value, 4, "");
    }

    /** The eigenvalues as CSV. */
    String spectrum() {
        StringBuilder csv = new StringBuilder("eigenvalue,kernel,infinite_width\n");
        for (int i = 0; i < spectrum.eigenvalues().size(); i++) {
            int which = i;
            csv.append(i + 1)
                    .append(',')
                    .append(spectrum.eigenvalues().get(i))
                    .append(',')
                    .append(
                            infiniteSpectrum
                                    .filter(s -> s.eigenvalues().size() > which)
                                    .map(s -> "" + s.eigenvalues().get(which))
                                    .orElse(""))
                    .append('\n');
        }
        return csv.toString();
    }

    /** The mean over the outputs as CSV, half of the matrix. */
    String kernel() {
        KernelMatrix mean = contracted();
        StringBuilder csv =
                new StringBuilder("sample,other,class,other_class,kernel,infinite_width\n");
        for (int i = 0; i < mean.samples(); i++) {
            for (int j = 0; j <= i; j++) {
                int row = i;
                int column = j;
                csv.append(i)
                        .append(',')
                        .append(j)
                        .append(',')
                        .append(labels[i])
                        .append(',')
                        .append(labels[j])
                        .append(',')
                        .append(mean.value(i, j))
                        .append(',')
                        .append(infinite.map(k -> "" + k.value(row, column)).orElse(""))
                        .append('\n');
            }
        }
        return csv.toString();
    }
}
