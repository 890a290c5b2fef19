// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import ai.djl.training.tracker.Tracker;

/**
 * The schedule of the learning rate: a straight rise over the first twentieth of all updates, then
 * half a cosine down to a hundredth of the highest rate.
 *
 * @param highest the highest learning rate
 * @param updates all updates of the run
 */
record LearningRates(double highest, int updates) implements Tracker {

    private static final double LOWEST = 0.01;

    @Override
    public float getNewValue(int update) {
        int rise = Math.max(1, updates / 20);
        if (update <= rise) {
            return (float) (highest * update / rise);
        }
        double done = Math.min(1, (update - rise) / (double) Math.max(1, updates - rise));
        double share = LOWEST + (1 - LOWEST) * 0.5 * (1 + Math.cos(Math.PI * done));
        return (float) (highest * share);
    }
}
