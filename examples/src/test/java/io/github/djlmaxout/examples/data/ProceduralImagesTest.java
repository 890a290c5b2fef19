// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;

import org.junit.jupiter.api.Test;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

class ProceduralImagesTest {

    /** SHA-256 of the bytes of the first 100 training and 100 test images, frozen. */
    private static final String FROZEN =
            "479f847542f80539a39501c19709914c4bdae8cee08a3f407bb5500c9e57d0f0";

    @Test
    void drawsTheSameImagesForEver() throws NoSuchAlgorithmException {
        TrainingData data = ProceduralImages.generate(100, 100);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Samples samples : new Samples[] {data.train(), data.test()}) {
            for (int i = 0; i < samples.size(); i++) {
                digest.update(bytes(samples, i));
            }
        }

        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(FROZEN);
    }

    @Test
    void anImageDoesNotDependOnHowManyThereAre() {
        Samples few = ProceduralImages.generate(20, 10).train();
        Samples more = ProceduralImages.generate(40, 10).train();

        for (int i = 0; i < few.size(); i++) {
            assertThat(bytes(more, i)).isEqualTo(bytes(few, i));
            assertThat(more.label(i)).isEqualTo(few.label(i)).isEqualTo(i % 10);
        }
    }

    @Test
    void trainingAndTestImagesDiffer() {
        TrainingData data = ProceduralImages.generate(10, 10);

        for (int i = 0; i < 10; i++) {
            assertThat(bytes(data.train(), i)).isNotEqualTo(bytes(data.test(), i));
        }
    }

    @Test
    void isTooHardForALinearClassifier() {
        TrainingData data = ProceduralImages.generate(2000, 500);

        // Guessing reaches 0.1; what is above it here is far below a convolutional network's 0.9.
        assertThat(LinearSoftmax.testAccuracy(data, 5, 1e-4, 1e-3)).isLessThan(0.3);
    }

    /** The classifier is no straw man: it learns which rows of noise are brighter than others. */
    @Test
    void theLinearClassifierLearnsWhatIsLinear() {
        TrainingData data =
                new TrainingData("rows", "made here", brightRows(2000, 1), brightRows(500, 2));

        assertThat(LinearSoftmax.testAccuracy(data, 5, 1e-4, 1e-3)).isGreaterThan(0.95);
    }

    private static Samples brightRows(int count, long seed) {
        Random random = new Random(seed);
        byte[] pixels = new byte[count * 3072];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 10);
            for (int j = 0; j < 3072; j++) {
                boolean bright = j % 1024 / 32 / 3 == labels[i];
                pixels[i * 3072 + j] = (byte) (random.nextInt(128) + (bright ? 64 : 0));
            }
        }
        return new ByteImages(pixels, labels, new Shape(3, 32, 32), 10);
    }

    private static byte[] bytes(Samples samples, int index) {
        float[] values = new float[Math.toIntExact(samples.shape().size())];
        samples.read(index, values, 0);
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (int) values[i];
        }
        return bytes;
    }
}
