// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

/**
 * A data set ready to train on.
 *
 * @param name its name as in the option {@code --dataset}
 * @param origin where it came from, for people and for the manifest
 * @param train the training samples
 * @param test the test samples
 */
public record TrainingData(String name, String origin, Samples train, Samples test) {

    /** Returns the same data set with at most {@code limit} samples of each kind. */
    public TrainingData first(int limit) {
        return new TrainingData(name, origin, train.first(limit), test.first(limit));
    }
}
