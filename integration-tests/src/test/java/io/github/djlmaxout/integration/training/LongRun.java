// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.training;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

import io.github.djlmaxout.nn.MaxNormOptimizer;

import java.io.IOException;

/**
 * Trains a small network for many steps in a JVM of its own and prints from time to time how many
 * arrays there are and how much memory is resident. Arguments: engine, steps, and how many arrays
 * to leak at every step.
 */
final class LongRun {

    static final int WARM_UP = 2_000;

    private static final int STRIDE = 500;

    /** The floats of a small array. */
    private static final int LEAKED = 64;

    private static final int FILLING = 20_000;

    private LongRun() {}

    public static void main(String[] args) throws IOException {
        SequentialBlock network = SmallTraining.network();
        Optimizer adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.001f)).build();
        Optimizer optimizer = MaxNormOptimizer.wrap(adam, network, 2);
        int steps = Integer.parseInt(args[1]);
        int leaks = Integer.parseInt(args[2]);
        try (SmallTraining training = new SmallTraining(args[0], network, optimizer)) {
            NDManager manager = training.model().getNDManager();
            NDManager all = manager.getParentManager();
            for (int step = 1; step <= steps; step++) {
                training.step();
                if (step == WARM_UP) {
                    // takes what the start has left free, which would hide a small leak for long
                    for (int i = 0; i < FILLING; i++) {
                        manager.create(new float[LEAKED]);
                    }
                }
                for (int i = 0; i < leaks; i++) {
                    manager.create(new float[LEAKED]).detach();
                }
                if (step % STRIDE == 0) {
                    MemoryRun.print(step, all.getManagedArrays().size());
                }
            }
        }
    }
}
