// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

class CifarFilesTest {

    @TempDir private Path folder;

    @Test
    void readsRecordsOfAllFilesInOrder() throws IOException {
        TinyCifar.write(folder, 3);

        TrainingData data = CifarFiles.read(folder);

        assertThat(data.train().size()).isEqualTo(15);
        assertThat(data.test().size()).isEqualTo(3);
        assertThat(data.train().shape()).isEqualTo(new Shape(3, 32, 32));
        float[] image = new float[3 * 1024];
        for (int i = 0; i < 15; i++) {
            assertThat(data.train().label(i)).isEqualTo(TinyCifar.label(i / 3, i % 3));
            data.train().read(i, image, 0);
            for (int j = 0; j < image.length; j++) {
                assertThat(image[j]).isEqualTo(TinyCifar.pixel(i / 3, i % 3, j));
            }
        }
    }

    @Test
    void readsTheFolderOfTheOfficialArchive() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
        TinyCifar.write(inner, 1);

        assertThat(CifarFiles.read(folder).train().size()).isEqualTo(5);
    }

    @Test
    void namesTheMissingFile() throws IOException {
        TinyCifar.write(folder, 1);
        Files.delete(folder.resolve("data_batch_4.bin"));

        assertThatThrownBy(() -> CifarFiles.read(folder))
                .isInstanceOf(DataNotFoundException.class)
                .hasMessageContaining("data_batch_4.bin");
    }

    @Test
    void refusesTruncatedFiles() throws IOException {
        TinyCifar.write(folder, 2);
        Path file = folder.resolve("test_batch.bin");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

        assertThatThrownBy(() -> CifarFiles.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("test_batch.bin has 6145 bytes")
                .hasMessageContaining("3073");
    }

    /** A file with a hole: it takes no room on the disk. */
    @Test
    void refusesHugeFiles() throws IOException {
        TinyCifar.write(folder, 2);
        Path file = folder.resolve("data_batch_2.bin");
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(3073L << 20);
        }

        assertThatThrownBy(() -> CifarFiles.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("data_batch_2.bin holds 3222274048 bytes, expected at most");
    }

    @Test
    void refusesLabelsOutOfRange() throws IOException {
        TinyCifar.write(folder, 1);
        Path file = folder.resolve("test_batch.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[0] = 10;
        Files.write(file, bytes);

        assertThatThrownBy(() -> CifarFiles.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("label 10 of image 0 is not below 10");
    }
}
