// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.internal.WholeFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The results of comparisons: two growing tables and a page that shows what is in them. */
public final class ExperimentFolder {

    private final Path path;
    private final Ledger moments;
    private final Ledger training;

    /**
     * Opens a folder, or begins one.
     *
     * @param path the folder
     * @throws IOException if its tables cannot be used
     */
    public ExperimentFolder(Path path) throws IOException {
        this.path = path;
        moments = new Ledger(path.resolve("moments.csv"), MomentRow.HEADER);
        training = new Ledger(path.resolve("training.csv"), TrainingResult.HEADER);
    }

    /** Returns all rows of moments; of rows written twice the later ones. */
    public List<MomentRow> moments() throws IOException {
        Map<String, MomentRow> rows = new LinkedHashMap<>();
        for (String line : moments.lines()) {
            MomentRow row = MomentRow.parse(line);
            rows.put(row.group() + "," + row.quantity() + "," + row.layer(), row);
        }
        return List.copyOf(rows.values());
    }

    /** Returns whether the rows of such an experiment are there, the last of them included. */
    public boolean hasMoments(
            ExperimentNetwork network, int pieces, InitializationKind kind, String input, int seeds)
            throws IOException {
        String group = MomentRow.group(network, pieces, kind, input, seeds);
        return moments().stream()
                .anyMatch(
                        row ->
                                row.group().equals(group)
                                        && row.quantity().equals(MomentRow.JACOBIAN));
    }

    /** Adds the rows of an experiment. */
    public void addMoments(List<MomentRow> rows) throws IOException {
        moments.append(rows.stream().map(MomentRow::line).toList());
    }

    /** Returns all results of training. */
    public List<TrainingResult> training() throws IOException {
        return training.lines().stream().map(TrainingResult::parse).toList();
    }

    /** Returns those of some tasks that have no result yet. */
    public List<TrainingTask> open(List<TrainingTask> tasks) throws IOException {
        Set<TrainingTask> done = new HashSet<>();
        training().forEach(result -> done.add(result.task()));
        return tasks.stream().filter(task -> !done.contains(task)).distinct().toList();
    }

    /** Adds a result. */
    public void addTraining(TrainingResult result) throws IOException {
        training.append(List.of(result.line()));
    }

    /** Returns the page's file. */
    public Path page() {
        return path.resolve("initialization.html");
    }

    /** Writes the page anew. */
    public void writePage() throws IOException {
        WholeFile.write(page(), ExperimentPage.text(moments(), training()));
    }
}
