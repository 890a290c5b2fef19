// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;

import io.github.djlmaxout.examples.OnEachEngine;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class SampleBatchesTest {

    private final Samples samples = ProceduralImages.generate(25, 10).train();
    private final InputNormalization normalization = InputNormalization.of(samples);

    @OnEachEngine
    void passesAreReproducibleAndCanBeTakenUpInTheMiddle(String engine) {
        Augmentation augmentation = new Augmentation(4, true, 5);
        SampleBatches pass = SampleBatches.shuffled(samples, normalization, augmentation, 4, 5, 2);
        SampleBatches again = SampleBatches.shuffled(samples, normalization, augmentation, 4, 5, 2);
        SampleBatches other = SampleBatches.shuffled(samples, normalization, augmentation, 4, 5, 3);

        List<float[]> all = contents(pass, engine);
        assertThat(all).hasSize(6);
        List<float[]> rest = contents(again.range(2, 6), engine);
        for (int i = 2; i < 6; i++) {
            assertThat(rest.get(i - 2)).isEqualTo(all.get(i));
        }
        assertThat(contents(other, engine).get(0)).isNotEqualTo(all.get(0));
    }

    @OnEachEngine
    void inOrderVisitsEverySampleOnceNormalized(String engine) {
        SampleBatches pass = SampleBatches.inOrder(samples, normalization, 10);
        float[] image = new float[3072];
        int index = 0;

        for (float[] batch : contents(pass, engine)) {
            for (int i = 0; i < batch.length / 3072; i++) {
                samples.read(index++, image, 0);
                normalization.apply(image, 0, 3072);
                assertThat(Arrays.copyOfRange(batch, i * 3072, (i + 1) * 3072)).isEqualTo(image);
            }
        }
        assertThat(index).isEqualTo(25);
    }

    @Test
    void aBatchLargerThanTheSetIsRefused() {
        assertThatThrownBy(() -> SampleBatches.shuffled(samples, normalization, null, 26, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batch size 26")
                .hasMessageContaining("25");
    }

    private static List<float[]> contents(SampleBatches pass, String engine) {
        List<float[]> contents = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), engine)) {
            for (Batch batch : pass.getData(manager)) {
                try (batch) {
                    contents.add(batch.getData().singletonOrThrow().toFloatArray());
                }
            }
        }
        return contents;
    }

    @Test
    void aViewHoldsTheSamplesItNames() {
        Samples view = samples.only(7, 3);
        assertThat(view.size()).isEqualTo(2);
        assertThat(view.label(0)).isEqualTo(samples.label(7));
        int length = (int) samples.shape().size();
        float[] expected = new float[length];
        float[] actual = new float[length];
        samples.read(3, expected, 0);
        view.read(1, actual, 0);
        assertThat(actual).isEqualTo(expected);

        assertThat(samples.first(3).size()).isEqualTo(3);
        samples.read(2, expected, 0);
        samples.first(3).read(2, actual, 0);
        assertThat(actual).isEqualTo(expected);
        assertThat(samples.first(99)).isSameAs(samples);
        assertThatThrownBy(() -> samples.first(0)).hasMessageContaining("expected 1 to 25");
    }
}
