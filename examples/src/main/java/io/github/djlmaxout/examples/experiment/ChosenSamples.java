// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.examples.data.Samples;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Some samples of a larger set, chosen once for all runs. */
final class ChosenSamples {

    private static final long SEED = 20230117;

    private ChosenSamples() {}

    /**
     * Chooses samples, each as likely as any other, always the same for the same sizes.
     *
     * @param all the larger set
     * @param count how many, 0 for all
     */
    static Samples of(Samples all, int count) {
        if (count == 0 || count >= all.size()) {
            return all;
        }
        int[] order = new int[all.size()];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        int[] chosen = Arrays.copyOf(order, count);
        Arrays.sort(chosen);
        return all.only(chosen);
    }
}
