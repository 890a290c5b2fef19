// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far measured moments are from the predicted ones, over the layers of one network.
 *
 * @param first a row that says which network, initialization and input these are
 * @param activations of the activations
 * @param gradients of the gradients
 */
record PredictionSummary(MomentRow first, Misses activations, Misses gradients) {

    static final String CAPTION =
            "How far measured / predicted is from 1: the largest and the median of |ratio - 1| over"
                    + " the layers; and the median standard error of the ratio, by which chance"
                    + " alone moves it.";

    static final List<String> HEADER =
            List.of(
                    "network",
                    "initialization",
                    "input",
                    "K",
                    "seeds",
                    "activations: largest",
                    "median",
                    "s.e.",
                    "gradients: largest",
                    "median",
                    "s.e.");
    static final int NAMES = 3;

    /**
     * Misses of one quantity; NaN where nothing is predicted.
     *
     * @param largest the largest |ratio - 1|
     * @param median the median |ratio - 1|
     * @param error the median standard error of the ratio
     */
    record Misses(double largest, double median, double error) {

        static Misses of(List<MomentRow> rows, String quantity) {
            List<MomentRow> predicted =
                    rows.stream()
                            .filter(row -> row.quantity().equals(quantity))
                            .filter(row -> !Double.isNaN(row.predicted()))
                            .toList();
            double[] misses =
                    sorted(predicted, row -> Math.abs(row.measured() / row.predicted() - 1));
            double[] errors = sorted(predicted, row -> row.error() / row.predicted());
            return misses.length == 0
                    ? new Misses(Double.NaN, Double.NaN, Double.NaN)
                    : new Misses(misses[misses.length - 1], median(misses), median(errors));
        }

        private static double[] sorted(List<MomentRow> rows, ToDoubleFunction<MomentRow> value) {
            return rows.stream().mapToDouble(value).sorted().toArray();
        }

        private static double median(double[] sorted) {
            int half = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        }

        private List<String> cells() {
            return List.of(number(largest), number(median), number(error));
        }

        private static String number(double value) {
            return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
        }
    }

    /** Returns a summary of each network, initialization, number of pieces and input. */
    static List<PredictionSummary> of(List<MomentRow> rows) {
        Map<String, List<MomentRow>> groups =
                rows.stream()
                        .collect(
                                Collectors.groupingBy(
                                        MomentRow::group, LinkedHashMap::new, Collectors.toList()));
        return groups.values().stream()
                .map(
                        group ->
                                new PredictionSummary(
                                        group.get(0),
                                        Misses.of(group, MomentRow.ACTIVATION),
                                        Misses.of(group, MomentRow.GRADIENT)))
                .toList();
    }

    List<String> cells() {
        return Stream.of(
                        List.of(
                                first.network().label(),
                                first.initialization().label(),
                                first.input(),
                                "" + first.pieces(),
                                "" + first.seeds()),
                        activations.cells(),
                        gradients.cells())
                .flatMap(List::stream)
                .toList();
    }
}
