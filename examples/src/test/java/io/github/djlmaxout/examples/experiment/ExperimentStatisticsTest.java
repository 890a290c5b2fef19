// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.train.OptimizerKind;
import io.github.djlmaxout.internal.RunningMean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class ExperimentStatisticsTest {

    private static final TrainingTask.Setting SETTING =
            new TrainingTask.Setting("PyTorch", "mnist", 100, 50, 10, 2);

    @TempDir private Path folder;

    /** Against the two-pass formula; both lose at most some 1e-13 on 1000 values of size 100. */
    @Test
    void meanAndStandardErrorAreThoseOfTheTwoPassFormula() {
        Random random = new Random(3);
        double[] values = random.doubles(1000, 100, 101).toArray();
        RunningMean running = new RunningMean();
        double sum = 0;
        for (double value : values) {
            running.add(value);
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        assertThat(running.mean()).isCloseTo(mean, within(1e-11));
        assertThat(running.standardError())
                .isCloseTo(Math.sqrt(squares / 999 / 1000), within(1e-11));
    }

    @Test
    void fewValuesHaveNoError() {
        RunningMean running = new RunningMean();
        assertThat(running.mean()).isNaN();
        running.add(2);
        assertThat(running.mean()).isEqualTo(2);
        assertThat(running.standardError()).isNaN();
    }

    @Test
    void theBestRateIsThatOfTheHighestMeanAccuracyAndDivergenceCountsAsZero() {
        List<TrainingResult> results =
                List.of(
                        result(0.01, 1, -1, 0.5, 0.6),
                        result(0.01, 2, -1, 0.7, 0.8),
                        result(0.1, 1, -1, 0.9, 0.95),
                        result(0.1, 2, 7, 0.9),
                        result(0.001, 1, -1, 0.2, 0.7),
                        result(0.001, 2, -1, 0.2, 0.7));

        BestRate best = BestRate.of(results).get(0);

        // Means after the last epoch: .7, (.95 + 0) / 2, .7; of equal ones the lower rate.
        assertThat(best.rate()).isEqualTo(0.001);
        assertThat(best.mean()).containsExactly(0.2, 0.7);
        assertThat(best.error()).containsExactly(0.0, 0.0);
        assertThat(best.diverged()).isEqualTo(1);
        assertThat(best.runs()).isEqualTo(6);
        assertThat(best.edge()).isTrue();
    }

    @Test
    void aLineReadsBackAsItsResult() {
        TrainingResult result = result(0.1, 2, -1, 0.25, 0.5);
        assertThat(TrainingResult.parse(result.line())).isEqualTo(result);
        TrainingResult diverged = result(1e-5, 2, 0);
        assertThat(TrainingResult.parse(diverged.line())).isEqualTo(diverged);
        MomentRow row =
                new MomentRow(
                        ExperimentNetwork.VGG,
                        3,
                        InitializationKind.MAXOUT,
                        "gaussian-16",
                        100,
                        "gradient",
                        2,
                        "03MaxoutConv2d",
                        0.1,
                        1e-9,
                        Double.NaN);
        assertThat(MomentRow.parse(row.line())).isEqualTo(row);
    }

    @Test
    void aLineCutOffByTheEndOfAProgramIsDropped() throws IOException {
        Path file = folder.resolve("table.csv");
        new Ledger(file, "a,b").append(List.of("1,2", "3,4"));
        Files.writeString(file, Files.readString(file) + "5,");
        Ledger again = new Ledger(file, "a,b");
        assertThat(again.lines()).containsExactly("1,2", "3,4");
        again.append(List.of("5,6"));
        assertThat(again.lines()).containsExactly("1,2", "3,4", "5,6");
    }

    private static TrainingResult result(
            double rate, int seed, int divergedAt, double... accuracies) {
        TrainingTask.Group group =
                new TrainingTask.Group(
                        SETTING,
                        ExperimentNetwork.FC30,
                        5,
                        InitializationKind.DATA_DEPENDENT,
                        OptimizerKind.SGD);
        List<EpochScore> epochs = new ArrayList<>();
        for (double accuracy : accuracies) {
            epochs.add(new EpochScore(1.5, 2.5, accuracy, 0.25));
        }
        return new TrainingResult(new TrainingTask(group, rate, seed), divergedAt, epochs);
    }
}
