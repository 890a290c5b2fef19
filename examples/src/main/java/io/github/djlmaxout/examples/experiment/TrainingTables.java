// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.plot.Curve;
import io.github.djlmaxout.examples.plot.Dash;
import io.github.djlmaxout.examples.plot.Palette;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results of training as a table and as charts, each initialization at its own best rate. */
final class TrainingTables {

    static final int NAMES = 5;

    private TrainingTables() {}

    /** Returns the comparable results: those of one setting together. */
    static Map<TrainingTask.Setting, List<BestRate>> bySetting(List<TrainingResult> results) {
        Map<TrainingTask.Setting, List<BestRate>> settings = new LinkedHashMap<>();
        for (BestRate best : BestRate.of(results)) {
            settings.computeIfAbsent(best.group().setting(), key -> new ArrayList<>()).add(best);
        }
        return settings;
    }

    static String title(TrainingTask.Setting s) {
        return String.format(
                Locale.ROOT,
                "%s, %,d training and %,d test samples, %d epochs, batches of %d, %s",
                s.dataset(),
                s.samples(),
                s.testSamples(),
                s.epochs(),
                s.batchSize(),
                s.engine());
    }

    static List<String> header(TrainingTask.Setting setting) {
        List<String> header =
                new ArrayList<>(
                        List.of(
                                "network",
                                "K",
                                "initialization",
                                "optimizer",
                                "best rate",
                                "runs",
                                "diverged",
                                "train loss"));
        for (int epoch = 1; epoch <= setting.epochs(); epoch++) {
            header.add("epoch " + epoch);
        }
        return header;
    }

    static List<String> cells(BestRate best) {
        TrainingTask.Group group = best.group();
        List<String> cells =
                new ArrayList<>(
                        List.of(
                                group.network().label(),
                                pieces(group),
                                group.initialization().label(),
                                group.optimizer().name().toLowerCase(Locale.ROOT),
                                best.rate() + (best.edge() ? " (edge)" : ""),
                                best.runs() + "",
                                best.diverged() + "",
                                String.format(Locale.ROOT, "%.4f", best.trainLoss())));
        for (int i = 0; i < best.mean().size(); i++) {
            double error = 100 * best.error().get(i);
            cells.add(
                    String.format(Locale.ROOT, "%.2f", 100 * best.mean().get(i))
                            + (Double.isNaN(error)
                                    ? ""
                                    : String.format(Locale.ROOT, " \u00b1 %.2f", error)));
        }
        return cells;
    }

    /** Returns a chart of each network and optimizer; ReLU stands in the chart of every K. */
    static List<LineChart> charts(List<BestRate> all) {
        Map<String, List<Curve>> charts = new LinkedHashMap<>();
        for (BestRate best : all) {
            for (int pieces :
                    best.group().pieces() == 1 ? allPieces(all) : List.of(best.group().pieces())) {
                String title =
                        String.format(
                                Locale.ROOT,
                                "%s, K=%d, %s: test accuracy",
                                best.group().network().label(),
                                pieces,
                                best.group().optimizer().name().toLowerCase(Locale.ROOT));
                charts.computeIfAbsent(title, key -> new ArrayList<>()).add(curve(best));
            }
        }
        List<LineChart> result = new ArrayList<>();
        charts.forEach((title, curves) -> result.add(new LineChart(title, "epoch", false, curves)));
        return result;
    }

    private static List<Integer> allPieces(List<BestRate> all) {
        List<Integer> pieces =
                all.stream().map(b -> b.group().pieces()).filter(k -> k > 1).distinct().toList();
        return pieces.isEmpty() ? List.of(1) : pieces;
    }

    private static Curve curve(BestRate best) {
        InitializationKind kind = best.group().initialization();
        return Curve.of(
                kind.label() + ", rate " + best.rate(),
                Palette.of(List.of(InitializationKind.values()).indexOf(kind)),
                Dash.SOLID,
                best.mean(),
                best.error());
    }

    private static String pieces(TrainingTask.Group group) {
        return group.pieces() == 1 ? "-" : "" + group.pieces();
    }
}
