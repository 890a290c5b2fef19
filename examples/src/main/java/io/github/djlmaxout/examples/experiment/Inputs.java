// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.examples.data.InputNormalization;
import io.github.djlmaxout.examples.data.Samples;

import java.util.Random;

/** Fixed batches whose samples have mean square 1 each. */
public final class Inputs {

    private static final long SEED = 20230117;

    private Inputs() {}

    /** Returns samples of independent standard normal values, then scaled. */
    public static float[] gaussian(int samples, int length) {
        Random random = new Random(SEED);
        float[] values = new float[Math.multiplyExact(samples, length)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return scaled(values, length);
    }

    /** Returns the first samples of a data set, normalized by channel, then scaled. */
    public static float[] of(Samples train, int samples) {
        float[] values = InputNormalization.of(train).values(train.first(samples));
        return scaled(values, Math.toIntExact(train.shape().size()));
    }

    private static float[] scaled(float[] values, int length) {
        for (int from = 0; from < values.length; from += length) {
            double sum = 0;
            for (int i = from; i < from + length; i++) {
                sum += (double) values[i] * values[i];
            }
            double factor = sum == 0 ? 1 : Math.sqrt(length / sum);
            for (int i = from; i < from + length; i++) {
                values[i] = (float) (values[i] * factor);
            }
        }
        return values;
    }
}
