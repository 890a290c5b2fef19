// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What came of a task.
 *
 * @param task the task
 * @param divergedAt after how many updates the loss was not finite, -1 if it always was
 * @param epochs the epochs before that, or all
 */
public record TrainingResult(TrainingTask task, int divergedAt, List<EpochScore> epochs) {

    static final String HEADER =
            TrainingTask.HEADER + ",diverged_after,train_loss,test_loss,test_accuracy,seconds";
    private static final int CELLS = 17;

    /** Copies the list. */
    public TrainingResult {
        epochs = List.copyOf(epochs);
    }

    /** Returns whether the loss became infinite or not a number. */
    boolean diverged() {
        return divergedAt >= 0;
    }

    /** Returns the test accuracy after an epoch, from 0; a run that diverged before counts as 0. */
    double accuracy(int epoch) {
        return epoch < epochs.size() ? epochs.get(epoch).testAccuracy() : 0;
    }

    /** Returns the line of the table; the values of the epochs stand in one cell, with blanks. */
    String line() {
        return String.join(
                ",",
                task.key(),
                diverged() ? "" + divergedAt : "",
                cell(EpochScore::trainLoss),
                cell(EpochScore::testLoss),
                cell(EpochScore::testAccuracy),
                cell(e -> Math.round(1000 * e.seconds()) / 1000.0));
    }

    private String cell(ToDoubleFunction<EpochScore> value) {
        return epochs.stream()
                .map(e -> String.format(Locale.ROOT, "%.6g", value.applyAsDouble(e)))
                .collect(Collectors.joining(" "));
    }

    static TrainingResult parse(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != CELLS) {
            throw new IllegalArgumentException("not a row of training: " + line);
        }
        double[][] values = new double[4][];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers(cells[13 + i]);
        }
        List<EpochScore> epochs = new ArrayList<>();
        for (int i = 0; i < values[0].length; i++) {
            epochs.add(new EpochScore(values[0][i], values[1][i], values[2][i], values[3][i]));
        }
        int divergedAt = cells[12].isEmpty() ? -1 : Integer.parseInt(cells[12]);
        return new TrainingResult(TrainingTask.parse(cells), divergedAt, epochs);
    }

    private static double[] numbers(String cell) {
        if (cell.isEmpty()) {
            return new double[0];
        }
        String[] parts = cell.split(" ", -1);
        double[] numbers = new double[parts.length];
        for (int i = 0; i < parts.length; i++) {
            numbers[i] = Double.parseDouble(parts[i]);
        }
        return numbers;
    }
}
