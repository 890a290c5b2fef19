// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.internal.RunningMean;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The runs of a group at the rate whose mean test accuracy after the last epoch is the highest, the
 * lower rate if two are equal. A run that diverged counts as accuracy 0.
 *
 * @param group the group
 * @param rate the best rate
 * @param seeds the runs at that rate
 * @param mean the mean test accuracy after each epoch
 * @param error its standard error, NaN for a single run
 * @param trainLoss the mean training loss after the last epoch of the runs that did not diverge
 * @param diverged the runs that diverged, at any rate
 * @param runs all runs
 * @param edge whether the best rate is the lowest or highest tried, so that a better one may lie
 *     beyond
 */
record BestRate(
        TrainingTask.Group group,
        double rate,
        int seeds,
        List<Double> mean,
        List<Double> error,
        double trainLoss,
        int diverged,
        int runs,
        boolean edge) {

    /** Finds the best rate of each group, in the order the groups first appear. */
    static List<BestRate> of(List<TrainingResult> results) {
        Map<TrainingTask.Group, TreeMap<Double, List<TrainingResult>>> groups =
                new LinkedHashMap<>();
        for (TrainingResult result : results) {
            groups.computeIfAbsent(result.task().group(), group -> new TreeMap<>())
                    .computeIfAbsent(result.task().rate(), rate -> new ArrayList<>())
                    .add(result);
        }
        List<BestRate> best = new ArrayList<>();
        groups.forEach((group, byRate) -> best.add(of(group, byRate)));
        return best;
    }

    private static BestRate of(
            TrainingTask.Group group, TreeMap<Double, List<TrainingResult>> byRate) {
        int last = group.setting().epochs() - 1;
        double rate =
                byRate.entrySet().stream()
                        .max(
                                Comparator.<Map.Entry<Double, List<TrainingResult>>>comparingDouble(
                                                e -> accuracy(e.getValue(), last).mean())
                                        .thenComparingDouble(e -> -e.getKey()))
                        .orElseThrow()
                        .getKey();
        List<TrainingResult> runs = byRate.get(rate);
        List<Double> mean = new ArrayList<>();
        List<Double> error = new ArrayList<>();
        for (int epoch = 0; epoch <= last; epoch++) {
            RunningMean accuracy = accuracy(runs, epoch);
            mean.add(accuracy.mean());
            error.add(accuracy.standardError());
        }
        RunningMean loss = new RunningMean();
        for (TrainingResult run : runs) {
            if (!run.diverged()) {
                loss.add(run.epochs().get(last).trainLoss());
            }
        }
        List<TrainingResult> all = byRate.values().stream().flatMap(List::stream).toList();
        return new BestRate(
                group,
                rate,
                runs.size(),
                mean,
                error,
                loss.mean(),
                (int) all.stream().filter(TrainingResult::diverged).count(),
                all.size(),
                byRate.size() > 1 && (rate == byRate.firstKey() || rate == byRate.lastKey()));
    }

    private static RunningMean accuracy(List<TrainingResult> runs, int epoch) {
        RunningMean accuracy = new RunningMean();
        runs.forEach(run -> accuracy.add(run.accuracy(epoch)));
        return accuracy;
    }
}
