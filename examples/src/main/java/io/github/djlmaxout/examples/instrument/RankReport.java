// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.diagnostics.jacobian.MatrixRank;
import io.github.djlmaxout.diagnostics.jacobian.ParameterRank;
import io.github.djlmaxout.diagnostics.jacobian.RankTransition;
import io.github.djlmaxout.examples.plot.PlainTable;
import io.github.djlmaxout.internal.SignificantDigits;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is told of ranks.
 *
 * @param title what the network is called
 * @param rank the rank of its Jacobian
 * @param curves the share of random networks with full rank, by kind of unit; may be empty
 */
record RankReport(String title, ParameterRank rank, List<Curve> curves) {

    /**
     * The networks of one kind of unit.
     *
     * @param study what was drawn
     * @param shares the shares of widths from 1
     */
    record Curve(RankTransition study, List<RankTransition.Share> shares) {

        String name() {
            return study.pieces() == 1 ? "ReLU" : "maxout, K=" + study.pieces();
        }
    }

    String table() {
        MatrixRank matrix = rank.matrix();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("samples", "" + rank.samples()));
        rows.add(List.of("outputs", "" + rank.outputs()));
        rows.add(List.of("rows, samples times outputs", "" + matrix.rows()));
        rows.add(List.of("columns, parameters", "" + matrix.columns()));
        rows.add(List.of("rank", rankText()));
        rows.add(List.of("largest possible rank", "" + rank.largest()));
        rows.add(List.of("precision", matrix.precision().toString()));
        rows.add(List.of("tolerance", number(matrix.tolerance())));
        List<Double> values = matrix.singularValues();
        if (!values.isEmpty()) {
            rows.add(List.of("largest singular value", number(values.get(0))));
            rows.add(List.of("smallest singular value", number(values.get(values.size() - 1))));
        }
        rows.add(List.of("gap at the tolerance", number(matrix.gap())));
        StringBuilder text = new StringBuilder("Rank of the Jacobian: " + title + "\n\n");
        PlainTable.lines(1, List.of("", ""), rows).stream()
                .skip(1)
                .forEach(line -> text.append(line).append('\n'));
        text.append('\n').append(sentence()).append('\n');
        if (matrix.ofProducts()) {
            text.append(
                    "Singular values are the roots of those of the products of the rows, the matrix"
                            + " being large:\nthe small ones are lost below the tolerance.\n");
        }
        if (!curves.isEmpty()) {
            text.append('\n').append(transitionTable());
        }
        return text.append('\n').toString();
    }

    private String rankText() {
        return rank.matrix().rank().isPresent() ? "" + rank.matrix().rank().getAsInt() : "unknown";
    }

    private String sentence() {
        MatrixRank matrix = rank.matrix();
        if (matrix.rank().isEmpty()) {
            return "A derivative is not finite, so the rank is not known.";
        }
        int found = matrix.rank().getAsInt();
        if (found == matrix.rows()) {
            return "Full: the outputs at these samples can be moved independently, and the gradient"
                    + " of a loss\nvanishes only where its derivative by every output does.";
        }
        return found == rank.largest()
                ? "As large as this network allows, but less than the number of rows: it cannot move"
                        + " all outputs\nindependently."
                : "Smaller than this network allows: some outputs cannot be moved independently.";
    }

    private String transitionTable() {
        RankTransition first = curves.get(0).study();
        List<String> header = new ArrayList<>(List.of("units"));
        curves.forEach(curve -> header.add(curve.name()));
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < curves.get(0).shares().size(); i++) {
            List<String> row = new ArrayList<>(List.of("" + (i + 1)));
            for (Curve curve : curves) {
                RankTransition.Share share = curve.shares().get(i);
                row.add(
                        String.format(
                                Locale.ROOT,
                                "%.1f \u00b1 %.1f",
                                100 * share.share(),
                                100 * share.standardError()));
            }
            rows.add(row);
        }
        List<String> thresholds = new ArrayList<>(List.of("threshold"));
        curves.forEach(curve -> thresholds.add("" + curve.study().threshold()));
        rows.add(thresholds);
        return String.format(
                        Locale.ROOT,
                        "Percent of %d random two-layer networks with full rank (\u00b1 standard"
                                + " error):%n%d normal samples of %d inputs, weights and biases"
                                + " N(0, 1/%d), hidden layer trained. Below the%nthreshold, (d0+1)"
                                + " (d1 (K-1) + 1) or (d0+1) d1 for ReLU at least %d, there are"
                                + " none.%n%n",
                        curves.get(0).shares().get(0).trials(),
                        first.samples(),
                        first.inputs(),
                        first.inputs(),
                        first.samples())
                + String.join("\n", PlainTable.lines(1, header, rows))
                + "\n";
    }

    String csv() {
        StringBuilder text = new StringBuilder("number,singular_value,above_tolerance\n");
        List<Double> values = rank.matrix().singularValues();
        for (int i = 0; i < values.size(); i++) {
            boolean above = values.get(i) > rank.matrix().tolerance();
            text.append(i + 1).append(',').append(values.get(i)).append(',').append(above);
            text.append('\n');
        }
        return text.toString();
    }

    String transitionCsv() {
        StringBuilder text =
                new StringBuilder(
                        "pieces,inputs,samples,units,largest_rank,trials,full,share,"
                                + "standard_error\n");
        for (Curve curve : curves) {
            RankTransition study = curve.study();
            for (RankTransition.Share share : curve.shares()) {
                text.append(
                        String.join(
                                ",",
                                "" + study.pieces(),
                                "" + study.inputs(),
                                "" + study.samples(),
                                "" + share.units(),
                                "" + study.largestRank(share.units()),
                                "" + share.trials(),
                                "" + share.full(),
                                "" + share.share(),
                                "" + share.standardError()));
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static String number(double value) {
        return SignificantDigits.of(value, 4);
    }
}
