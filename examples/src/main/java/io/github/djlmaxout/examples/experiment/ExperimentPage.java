// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.examples.plot.Drawing;

import java.util.List;
import java.util.stream.Collectors;

/** All results as one page that needs nothing else. */
final class ExperimentPage {

    private ExperimentPage() {}

    static String text(List<MomentRow> moments, List<TrainingResult> results) {
        StringBuilder page = new StringBuilder(Html.HEAD);
        page.append("<h1>Initialization of maxout networks</h1>\n");
        if (!moments.isEmpty()) {
            page.append("<h2>Second moments at initialization</h2>\n<p>")
                    .append(
                            "One fixed batch, each sample scaled to mean square 1; the mean over"
                                    + " initializations, and its standard error as a band. The layer"
                                    + " is counted from 1, the read-out is the last. Activations:"
                                    + " after the layer's maximum and pool. Gradients: expected"
                                    + " squared norm with respect to the layer's weight of the sum"
                                    + " of the outputs with standard normal factors. Jacobian:"
                                    + " expected squared norm of J u for a random unit vector u.")
                    .append("</p>\n");
            page.append("<h3>How good the predictions are</h3>\n<p>")
                    .append(Drawing.escaped(PredictionSummary.CAPTION))
                    .append("</p>\n")
                    .append(
                            Html.table(
                                    PredictionSummary.NAMES,
                                    PredictionSummary.HEADER,
                                    PredictionSummary.of(moments).stream()
                                            .map(PredictionSummary::cells)
                                            .toList()));
            charts(page, MomentTables.charts(moments));
            page.append("<details open><summary>Jacobian</summary>\n");
            table(page, moments.stream().filter(r -> r.layer() == 0).toList());
            page.append("</details><details><summary>Every layer</summary>\n");
            table(page, moments.stream().filter(r -> r.layer() > 0).toList());
            page.append("</details>\n");
        }
        if (!results.isEmpty()) {
            page.append("<h2>Training</h2>\n<p>")
                    .append(
                            "Each initialization at its own best constant learning rate: the one"
                                    + " with the highest mean test accuracy after the last epoch. The"
                                    + " band is the standard error over seeds. Diverged runs, whose loss"
                                    + " was infinite or not a number, count as accuracy 0; the columns"
                                    + " runs and diverged count all rates. (edge): the best rate is the"
                                    + " lowest or highest tried. sgd has momentum 0.9.")
                    .append("</p>\n");
            TrainingTables.bySetting(results)
                    .forEach((setting, bests) -> training(page, setting, bests));
        }
        return page.append("</body></html>\n").toString().replace("\r\n", "\n");
    }

    private static void training(
            StringBuilder page, TrainingTask.Setting setting, List<BestRate> bests) {
        page.append("<h3>")
                .append(Drawing.escaped(TrainingTables.title(setting)))
                .append("</h3>\n");
        charts(page, TrainingTables.charts(bests));
        page.append(
                Html.table(
                        TrainingTables.NAMES,
                        TrainingTables.header(setting),
                        bests.stream().map(TrainingTables::cells).toList()));
    }

    private static void table(StringBuilder page, List<MomentRow> rows) {
        page.append(
                Html.table(
                        MomentTables.NAMES,
                        MomentTables.HEADER,
                        rows.stream().map(MomentTables::cells).toList()));
    }

    private static void charts(StringBuilder page, List<LineChart> charts) {
        page.append("<div class=\"charts\">\n")
                .append(charts.stream().map(LineChart::svg).collect(Collectors.joining()))
                .append("</div>\n");
    }
}
