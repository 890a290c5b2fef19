// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.examples.OnEachEngine;
import io.github.djlmaxout.examples.data.ByteImages;
import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.train.StopRequest;

import java.util.List;
import java.util.Random;

class MnistFcTest {

    /** 376,210 is the number that the paper's code prints. */
    @OnEachEngine
    void hasTheParametersOfThePapersCodeAndTrains(String engine) {
        try (BareTraining training = MnistFc.training(engine, noise(), 1)) {
            assertThat(training.parameters()).isEqualTo(376_210);
            List<EpochScore> scores = training.run(1, new SilentWatch(), StopRequest.NEVER);
            assertThat(training.updates()).isEqualTo(2);
            assertThat(scores).hasSize(1);
            assertThat(scores.get(0).trainLoss()).isBetween(1.0, 10.0);
        }
    }

    private static TrainingData noise() {
        byte[] pixels = new byte[64 * 784];
        new Random(1).nextBytes(pixels);
        byte[] labels = new byte[64];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i % 10);
        }
        ByteImages images = new ByteImages(pixels, labels, new Shape(1, 28, 28), 10);
        return new TrainingData("mnist", "noise", images, images);
    }

    private static final class SilentWatch implements BareTraining.Watch {

        @Override
        public void update(int epoch, int done, int all, double loss) {}

        @Override
        public void epoch(int epoch, EpochScore score) {}
    }
}
