// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.examples.plot.PlainTable;

import java.util.ArrayList;
import java.util.List;

/** The tables of results as lines of text. */
public final class ExperimentTables {

    private ExperimentTables() {}

    /** Returns how good the predictions are, then the table of moments. */
    public static List<String> moments(List<MomentRow> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(PredictionSummary.CAPTION);
        lines.add("");
        lines.addAll(
                PlainTable.lines(
                        PredictionSummary.NAMES,
                        PredictionSummary.HEADER,
                        PredictionSummary.of(rows).stream()
                                .map(PredictionSummary::cells)
                                .toList()));
        lines.add("");
        lines.addAll(
                PlainTable.lines(
                        MomentTables.NAMES,
                        MomentTables.HEADER,
                        rows.stream().map(MomentTables::cells).toList()));
        return lines;
    }

    /** Returns a table of each setting, each initialization at its best rate. */
    public static List<String> training(List<TrainingResult> results) {
        List<String> lines = new ArrayList<>();
        TrainingTables.bySetting(results)
                .forEach(
                        (setting, bests) -> {
                            lines.add("");
                            lines.add(TrainingTables.title(setting));
                            lines.addAll(
                                    PlainTable.lines(
                                            TrainingTables.NAMES,
                                            TrainingTables.header(setting),
                                            bests.stream().map(TrainingTables::cells).toList()));
                        });
        return lines;
    }
}
