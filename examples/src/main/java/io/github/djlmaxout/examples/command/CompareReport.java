// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import io.github.djlmaxout.examples.experiment.BareTraining;
import io.github.djlmaxout.examples.experiment.EpochScore;
import io.github.djlmaxout.examples.experiment.TrainingResult;
import io.github.djlmaxout.examples.experiment.TrainingTask;
import io.github.djlmaxout.examples.option.ProgressLine;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A line on the screen for each run of a comparison. */
final class CompareReport implements BareTraining.Watch {

    private final PrintWriter out;
    private final ProgressLine line;
    private final int all;
    private int number;
    private String name;
    private long start;

    CompareReport(PrintWriter out, ProgressLine line, int all) {
        this.out = out;
        this.line = line;
        this.all = all;
    }

    void begin(TrainingTask task) {
        TrainingTask.Group group = task.group();
        number++;
        start = System.nanoTime();
        name =
                String.format(
                        Locale.ROOT,
                        "%d/%d %s K=%s %s %s rate %s seed %d",
                        number,
                        all,
                        group.network().label(),
                        group.pieces() == 1 ? "-" : group.pieces(),
                        group.initialization().label(),
                        group.optimizer().name().toLowerCase(Locale.ROOT),
                        task.rate(),
                        task.seed());
    }

    @Override
    public void update(int epoch, int done, int updates, double loss) {
        line.show(
                number + "/" + all + " epoch " + epoch,
                done,
                updates,
                () -> String.format(Locale.ROOT, "loss %.4f", loss));
    }

    @Override
    public void epoch(int epoch, EpochScore score) {
        // The run's line says it.
    }

    void end(Optional<TrainingResult> result) {
        line.end();
        result.ifPresent(r -> out.println(name + ": " + outcome(r)));
        out.flush();
    }

    private String outcome(TrainingResult result) {
        if (result.divergedAt() >= 0) {
            return "diverged after " + result.divergedAt() + " updates";
        }
        List<EpochScore> epochs = result.epochs();
        return String.format(
                Locale.ROOT,
                "test accuracy %.2f %%, %.1f s",
                100 * epochs.get(epochs.size() - 1).testAccuracy(),
                (System.nanoTime() - start) / 1e9);
    }
}
