// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.timeseries.distribution.DistributionLoss;
import ai.djl.timeseries.distribution.output.DistributionOutput;
import ai.djl.timeseries.distribution.output.NegativeBinomialOutput;
import ai.djl.timeseries.distribution.output.StudentTOutput;
import ai.djl.timeseries.model.deepar.DeepARNetwork;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** DeepAR on waves of several kinds, with nine inputs. */
public final class SeriesNetworks {

    private static final int KINDS = 3;
    private static final int AHEAD = 4;
    private static final List<Integer> LAGS = List.of(1, 2, 3);
    private static final int PAST = AHEAD + 3;
    private static final int FEATURES = 2;

    private SeriesNetworks() {}

    /** For whole numbers, as DJL's example has it. */
    public static Recipe deepAr() {
        return deepAr(NegativeBinomialOutput::new);
    }

    /** For numbers of any kind, which is DJL's default. */
    public static Recipe deepArOfNumbers() {
        return deepAr(StudentTOutput::new);
    }

    private static Recipe deepAr(Supplier<DistributionOutput> output) {
        return new Recipe(
                () ->
                        DeepARNetwork.builder()
                                .setFreq("D")
                                .setPredictionLength(AHEAD)
                                .optContextLength(AHEAD)
                                .setCardinality(List.of(KINDS))
                                .optEmbeddingDimension(List.of(2))
                                .optLagsSeq(LAGS)
                                .optNumLayers(1)
                                .optHiddenSize(8)
                                .optDropRate(0)
                                .optDistrOutput(output.get())
                                .buildTrainingNetwork(),
                () -> new DistributionLoss("Loss", output.get()),
                () -> Recipe.adam(3e-3f),
                List.of(
                        new Shape(Recipe.SAMPLES, 1),
                        new Shape(Recipe.SAMPLES, 1),
                        new Shape(Recipe.SAMPLES, PAST, FEATURES),
                        new Shape(Recipe.SAMPLES, PAST),
                        new Shape(Recipe.SAMPLES, PAST),
                        new Shape(Recipe.SAMPLES, PAST),
                        new Shape(Recipe.SAMPLES, AHEAD, FEATURES),
                        new Shape(Recipe.SAMPLES, AHEAD),
                        new Shape(Recipe.SAMPLES, AHEAD)),
                SeriesNetworks::waves);
    }

    private static Examples waves(NDManager manager, Random random) {
        int all = PAST + AHEAD;
        long[] kinds = Draws.ids(random, Recipe.SAMPLES, KINDS);
        float[] values = new float[Recipe.SAMPLES * all];
        for (int i = 0; i < values.length; i++) {
            double mean = 4 + 3 * Math.sin((double) (kinds[i / all] + 1) * (i % all));
            values[i] = Math.max(0, Math.round(mean + random.nextGaussian()));
        }
        NDArray series = manager.create(values, new Shape(Recipe.SAMPLES, all));
        NDArray past = series.get(":, :" + PAST);
        NDArray future = series.get(":, " + PAST + ":");
        NDArray label = series.get(":, " + (PAST - AHEAD + 1) + ":");
        return new Examples(
                new NDList(
                        manager.create(kinds, new Shape(Recipe.SAMPLES, 1)),
                        manager.zeros(new Shape(Recipe.SAMPLES, 1)),
                        times(manager, 0, PAST),
                        past,
                        past.onesLike(),
                        past.zerosLike(),
                        times(manager, PAST, AHEAD),
                        future,
                        future.onesLike()),
                new NDList(label));
    }

    /** The age of a value and a season. */
    private static NDArray times(NDManager manager, int first, int number) {
        float[] values = new float[Recipe.SAMPLES * number * FEATURES];
        for (int i = 0; i < values.length / FEATURES; i++) {
            int time = first + i % number;
            values[FEATURES * i] = (float) Math.log10(2 + time);
            values[FEATURES * i + 1] = (float) Math.sin(time);
        }
        return manager.create(values, new Shape(Recipe.SAMPLES, number, FEATURES));
    }
}
