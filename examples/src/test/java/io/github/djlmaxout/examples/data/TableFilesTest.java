// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** MNIST's idx files and the iris table. */
class TableFilesTest {

    @TempDir private Path folder;

    @Test
    void readsIdxFilesPlainAndPacked() throws IOException {
        writeIdx(2, 2051);

        TrainingData data = IdxFiles.read(folder);

        assertThat(data.train().size()).isEqualTo(2);
        assertThat(data.test().size()).isEqualTo(2);
        assertThat(data.train().label(1)).isEqualTo(1);
        float[] image = new float[784];
        data.train().read(1, image, 0);
        assertThat(image[5]).isEqualTo((784 + 5) % 256);
    }

    @Test
    void refusesAWrongMagicNumber() throws IOException {
        writeIdx(2, 2052);

        assertThatThrownBy(() -> IdxFiles.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("magic number is 2052, expected 2051");
    }

    @Test
    void refusesBytesBehindTheEnd() throws IOException {
        writeIdx(2, 2051);
        Path labels = folder.resolve("train-labels-idx1-ubyte");
        Files.write(labels, new byte[1], StandardOpenOption.APPEND);

        assertRefused("train-labels-idx1-ubyte: number of values is 3, expected 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a few bytes", "a second member"})
    void refusesWhatFollowsPackedData(String what) throws IOException {
        writeIdx(2, 2051);
        Path images = folder.resolve("train-images-idx3-ubyte.gz");
        byte[] more = what.startsWith("a few") ? new byte[40] : Files.readAllBytes(images);
        Files.write(images, more, StandardOpenOption.APPEND);

        assertRefused("train-images-idx3-ubyte.gz");
    }

    /**
     * What 4 MB could unpack to at most is more than the JVM has; what they do unpack to is not.
     */
    @Test
    void asksForTheMemoryThatPackedDataTakes() throws IOException {
        byte[] noise = new byte[1 << 22];
        new Random(1).nextBytes(noise);
        Path file = folder.resolve("noise.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(noise);
        }

        assertThat(DataFile.unpack(file, Integer.MAX_VALUE - 9L, "2 GB")).isEqualTo(noise);
    }

    @Test
    void refusesTruncatedPackedData() throws IOException {
        writeIdx(2, 2051);
        Path images = folder.resolve("train-images-idx3-ubyte.gz");
        byte[] bytes = Files.readAllBytes(images);
        for (int length = 0; length < bytes.length; length += 7) {
            Files.write(images, Arrays.copyOf(bytes, length));
            assertRefused("train-images-idx3-ubyte.gz");
        }
    }

    /** Files with holes: they take no room on the disk. */
    @ParameterizedTest
    @ValueSource(strings = {"train-labels-idx1-ubyte", "train-images-idx3-ubyte"})
    void refusesHugeFiles(String name) throws IOException {
        writeIdx(2, 2051);
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
            file.setLength(3L << 30);
        }

        assertRefused(name + " holds 3221225472 bytes, expected at most");
    }

    @Test
    void refusesAHugeTable() throws IOException {
        Path file = folder.resolve("iris.csv");
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(3L << 30);
        }

        assertThatThrownBy(() -> IrisFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected at most 16777216 (16 MB of text)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "1e99", ""})
    void refusesWhatIsNoFiniteNumber(String value) throws IOException {
        Path file = folder.resolve("iris.csv");
        Files.writeString(file, "1,2,3,4,setosa\n1,2," + value + ",4,setosa\n");

        assertThatThrownBy(() -> IrisFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2: \"" + value + "\" is not a number");
    }

    @Test
    void readsATableWithAByteOrderMarkAndRefusesOtherEncodings() throws IOException {
        Path file = folder.resolve("iris.csv");
        String rows = "1,2,3,4,setosa\n".repeat(5);
        Files.writeString(file, "\uFEFFa,b,c,d,species\r\n" + rows);
        assertThat(IrisFile.read(file).train().size()).isEqualTo(4);

        Files.write(file, new byte[] {'1', ',', (byte) 0xe9, '\n'});
        assertThatThrownBy(() -> IrisFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not text in UTF-8");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> IdxFiles.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void namesTheMissingIdxFile() {
        assertThatThrownBy(() -> IdxFiles.read(folder))
                .isInstanceOf(DataNotFoundException.class)
                .hasMessageContaining("train-images-idx3-ubyte");
    }

    @Test
    void readsIris() throws IOException {
        Path file = folder.resolve("iris.csv");
        StringBuilder text = new StringBuilder("a,b,c,d,species\n");
        for (String species : new String[] {"setosa", "versicolor", "virginica"}) {
            for (int i = 0; i < 10; i++) {
                text.append(i).append(",1.5,2,3,").append(species).append('\n');
            }
        }
        Files.writeString(file, text);

        TrainingData data = IrisFile.read(folder);

        assertThat(data.train().size()).isEqualTo(24);
        assertThat(data.test().size()).isEqualTo(6);
        float[] row = new float[4];
        data.test().read(0, row, 0);
        assertThat(row).containsExactly(4, 1.5f, 2, 3);
        assertThat(data.test().label(5)).isEqualTo(2);
    }

    @Test
    void namesTheBadLine() throws IOException {
        Path file = folder.resolve("iris.csv");
        Files.writeString(file, "1,2,3,4,setosa\n1,2,x,4,setosa\n");

        assertThatThrownBy(() -> IrisFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2: \"x\" is not a number");
    }

    private void writeIdx(int count, int magic) throws IOException {
        for (String part : new String[] {"train", "t10k"}) {
            Path images = folder.resolve(part + "-images-idx3-ubyte.gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(images));
                    DataOutputStream data = new DataOutputStream(out)) {
                data.writeInt(magic);
                data.writeInt(count);
                data.writeInt(28);
                data.writeInt(28);
                for (int i = 0; i < count * 784; i++) {
                    data.write(i);
                }
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream data = new DataOutputStream(bytes)) {
                data.writeInt(2049);
                data.writeInt(count);
                for (int i = 0; i < count; i++) {
                    data.write(i % 10);
                }
            }
            Files.write(folder.resolve(part + "-labels-idx1-ubyte"), bytes.toByteArray());
        }
    }
}
