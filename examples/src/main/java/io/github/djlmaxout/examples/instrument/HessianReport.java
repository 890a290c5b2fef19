// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.diagnostics.curvature.ExtremeEigenvalues;
import io.github.djlmaxout.diagnostics.curvature.GaussNewton;
import io.github.djlmaxout.diagnostics.curvature.Lanczos;
import io.github.djlmaxout.diagnostics.curvature.LayerCurvature;
import io.github.djlmaxout.diagnostics.curvature.SpectralDensity;
import io.github.djlmaxout.diagnostics.curvature.TraceEstimate;
import io.github.djlmaxout.examples.plot.PlainTable;
import io.github.djlmaxout.internal.SignificantDigits;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the hessian command found out, in words and numbers.
 *
 * @param title the network
 * @param samples the number of samples
 * @param loss their mean loss
 * @param parameters the number of parameters of the whole Hessian
 * @param layers by the weights of each layer
 * @param all the Gauss-Newton matrix by the same parameters as the whole Hessian
 * @param eigenvalues the largest of the whole Hessian
 * @param trace that of the whole Hessian
 * @param density that of the whole Hessian
 * @param unresolved how many products had a kink at every step
 */
record HessianReport(
        String title,
        long samples,
        double loss,
        int parameters,
        GaussNewton layers,
        GaussNewton all,
        ExtremeEigenvalues eigenvalues,
        Optional<TraceEstimate> trace,
        Optional<SpectralDensity> density,
        int unresolved) {

    private static final int POINTS = 400;

    /** Returns a network's title with samples and loss. */
    String heading() {
        return title + ", " + samples + " samples, loss " + number(loss);
    }

    /** Returns the eigenvalues of the Gauss-Newton matrix, empty if there are too many rows. */
    List<ExtremeEigenvalues.Eigenvalue> gaussNewton() {
        int count = eigenvalues.largest().size();
        try {
            return all.eigenvalues(count, new Lanczos(300, 1e-6, 0)).largest();
        } catch (IllegalStateException e) {
            return List.of();
        }
    }

    /** Returns what is printed. */
    String table() {
        List<String> lines = new ArrayList<>();
        lines.add(heading());
        lines.add("");
        lines.add("Hessian by the weights of each layer:");
        List<List<String>> rows = new ArrayList<>();
        for (LayerCurvature layer : layers.layers()) {
            rows.add(
                    List.of(
                            layer.layer(),
                            String.format(Locale.ROOT, "%,d", layer.parameters()),
                            number(layer.norm()),
                            number(layer.trace())));
        }
        lines.addAll(PlainTable.lines(1, List.of("layer", "weights", "norm", "trace"), rows));
        lines.add("");
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Largest eigenvalues by %,d parameters, in %d products:",
                        parameters,
                        eigenvalues.products()));
        List<List<String>> values = new ArrayList<>();
        List<ExtremeEigenvalues.Eigenvalue> gaussNewton = gaussNewton();
        for (int i = 0; i < eigenvalues.largest().size(); i++) {
            ExtremeEigenvalues.Eigenvalue value = eigenvalues.largest().get(i);
            values.add(
                    List.of(
                            "" + (i + 1),
                            number(value.value()),
                            number(value.residual()),
                            converged(value) ? "yes" : "no",
                            i < gaussNewton.size() ? number(gaussNewton.get(i).value()) : "-"));
        }
        lines.addAll(
                PlainTable.lines(
                        1,
                        List.of("", "Hessian", "residual", "converged", "Gauss-Newton"),
                        values));
        lines.add("");
        trace.ifPresent(
                estimate ->
                        lines.add(
                                String.format(
                                        Locale.ROOT,
                                        "Trace %s, standard error %s of %d vectors;"
                                                + " Gauss-Newton matrix %s.",
                                        number(estimate.value()),
                                        number(estimate.standardError()),
                                        estimate.vectors(),
                                        number(all.trace()))));
        if (unresolved > 0) {
            lines.add(
                    unresolved
                            + " products met a kink at every step, so the whole Hessian is not to"
                            + " be trusted: the weights lie on a kink of the loss. Try"
                            + " --weights-only.");
        }
        return String.join("\n", lines) + "\n";
    }

    private boolean converged(ExtremeEigenvalues.Eigenvalue value) {
        return value.converged() && unresolved == 0;
    }

    private static String number(double value) {
        return SignificantDigits.of(value, 4);
    }

    /** Returns layers, eigenvalues and trace in full precision. */
    String csv() {
        StringBuilder csv = new StringBuilder("what,where,value,error,converged\n");
        for (LayerCurvature layer : layers.layers()) {
            row(csv, "norm", layer.layer(), layer.norm(), "", true);
            row(csv, "trace", layer.layer(), layer.trace(), "", true);
        }
        int rank = 1;
        for (ExtremeEigenvalues.Eigenvalue value : eigenvalues.largest()) {
            String where = "" + rank++;
            row(csv, "eigenvalue", where, value.value(), "" + value.residual(), converged(value));
        }
        rank = 1;
        for (ExtremeEigenvalues.Eigenvalue value : gaussNewton()) {
            String where = "" + rank++;
            row(
                    csv,
                    "Gauss-Newton eigenvalue",
                    where,
                    value.value(),
                    "" + value.residual(),
                    value.converged());
        }
        trace.ifPresent(
                estimate ->
                        row(
                                csv,
                                "trace",
                                "network",
                                estimate.value(),
                                "" + estimate.standardError(),
                                unresolved == 0));
        row(csv, "Gauss-Newton trace", "network", all.trace(), "", true);
        row(csv, "Gauss-Newton norm", "network", all.norm(), "", true);
        return csv.toString();
    }

    private static void row(
            StringBuilder csv,
            String what,
            String where,
            double value,
            String error,
            boolean converged) {
        csv.append(what).append(',').append(where).append(',').append(value);
        csv.append(',').append(error).append(',').append(converged).append('\n');
    }

    /** Returns the density at points over the whole spectrum; empty if it is not known. */
    List<double[]> points() {
        List<double[]> points = new ArrayList<>();
        SpectralDensity known = density.orElse(new SpectralDensity(List.of(), parameters, 0));
        if (known.nodes().isEmpty()) {
            return points;
        }
        double low = known.nodes().stream().mapToDouble(n -> n.value()).min().orElseThrow();
        double high = known.nodes().stream().mapToDouble(n -> n.value()).max().orElseThrow();
        double range = high > low ? high - low : Math.max(Math.abs(high), 1);
        double width = range / 100;
        for (int i = 0; i <= POINTS; i++) {
            double at = low - 4 * width + (range + 8 * width) * i / POINTS;
            points.add(new double[] {at, known.at(at, width)});
        }
        return points;
    }

    /** Returns the density as a table of points. */
    String densityCsv() {
        StringBuilder csv = new StringBuilder("eigenvalue,density\n");
        for (double[] point : points()) {
            csv.append(point[0]).append(',').append(point[1]).append('\n');
        }
        return csv.toString();
    }
}
