// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;

import io.github.djlmaxout.examples.data.FirstBatch;
import io.github.djlmaxout.examples.data.InputNormalization;
import io.github.djlmaxout.examples.data.Samples;
import io.github.djlmaxout.examples.data.TrainingData;

/**
 * A network that a command looks into.
 *
 * @param title what it is called
 * @param block the network, initialized
 * @param data its data set
 * @param normalization how samples become inputs
 * @param manager of its engine
 */
public record ChosenNetwork(
        String title,
        Block block,
        TrainingData data,
        InputNormalization normalization,
        NDManager manager) {

    /**
     * Returns the first training samples.
     *
     * @param samples how many at most
     * @param scratch where the array goes
     * @return one array, the samples along the first axis
     */
    public NDList batch(int samples, NDManager scratch) {
        return new NDList(FirstBatch.all(data.train().first(samples), normalization, scratch));
    }

    /** Returns the labels of {@link #batch}, as DJL's losses take them: {@code (N)}, float32. */
    public NDList labels(int samples, NDManager scratch) {
        Samples first = data.train().first(samples);
        float[] labels = new float[first.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = first.label(i);
        }
        return new NDList(scratch.create(labels));
    }
}
