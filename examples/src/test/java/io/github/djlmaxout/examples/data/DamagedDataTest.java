// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/**
 * Data files that are damaged: refused by a sentence that names the file, or read with as many
 * samples, and no other labels than there are.
 *
 * <p>{@code -Ddjlmaxout.damages=20000} tries that many.
 */
class DamagedDataTest {

    private static final int DAMAGES = Integer.getInteger("djlmaxout.damages", 400);
    private static final long SEED = 20261201;

    @TempDir private Path folder;

    /** How a folder of data is read. */
    private interface Reader {
        TrainingData read(Path folder) throws IOException;
    }

    /** A kind of data. */
    private record Kind(String name, Reader reader, List<Path> files) {}

    private Kind idx(boolean packed) throws IOException {
        Path there = Files.createDirectories(folder.resolve("idx" + packed));
        List<Path> files = new ArrayList<>();
        for (String part : new String[] {"train", "t10k"}) {
            ByteArrayOutputStream images = new ByteArrayOutputStream();
            ByteArrayOutputStream labels = new ByteArrayOutputStream();
            DataOutputStream image = new DataOutputStream(images);
            DataOutputStream label = new DataOutputStream(labels);
            for (int size : new int[] {2051, 3, 28, 28}) {
                image.writeInt(size);
            }
            label.writeInt(2049);
            label.writeInt(3);
            for (int i = 0; i < 3; i++) {
                label.write(i);
                for (int j = 0; j < 784; j++) {
                    image.write(i + j);
                }
            }
            files.add(write(there, part + "-images-idx3-ubyte", packed, images.toByteArray()));
            files.add(write(there, part + "-labels-idx1-ubyte", packed, labels.toByteArray()));
        }
        return new Kind(packed ? "packed IDX" : "IDX", at -> IdxFiles.read(there), files);
    }

    private static Path write(Path folder, String name, boolean packed, byte[] bytes)
            throws IOException {
        Path file = folder.resolve(packed ? name + ".gz" : name);
        if (packed) {
            try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(bytes);
            }
        } else {
            Files.write(file, bytes);
        }
        return file;
    }

    private Kind cifar() throws IOException {
        Path there = Files.createDirectories(folder.resolve("cifar"));
        TinyCifar.write(there, 3);
        try (var files = Files.list(there)) {
            return new Kind("CIFAR", at -> CifarFiles.read(there), files.sorted().toList());
        }
    }

    private Kind iris() throws IOException {
        StringBuilder table = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            table.append(4 + i % 7 * 0.5)
                    .append(",3.5,1.4,0.")
                    .append(1 + i % 3)
                    .append(",Iris-")
                    .append(List.of("setosa", "versicolor", "virginica").get(i / 50))
                    .append('\n');
        }
        Path file = folder.resolve("iris.data");
        Files.write(file, table.toString().getBytes(StandardCharsets.UTF_8));
        return new Kind("iris", at -> IrisFile.read(file), List.of(file));
    }

    @Test
    void isRefusedOrReadWhole() throws IOException {
        System.out.println("seed " + SEED + ", " + DAMAGES + " damages");
        SplittableRandom random = new SplittableRandom(SEED);
        List<Kind> kinds = List.of(idx(false), idx(true), cifar(), iris());
        int[] refused = new int[kinds.size()];
        int[] tried = new int[kinds.size()];
        for (int i = 0; i < DAMAGES; i++) {
            int k = i % kinds.size();
            Kind kind = kinds.get(k);
            TrainingData whole = kind.reader().read(folder);
            Path file = kind.files().get(random.nextInt(kind.files().size()));
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, damaged(bytes, random));
            tried[k]++;
            refused[k] += isRefused(kind, file, whole) ? 1 : 0;
            Files.write(file, bytes);
        }
        for (int k = 0; k < kinds.size(); k++) {
            System.out.printf("%s: %d of %d refused%n", kinds.get(k).name(), refused[k], tried[k]);
            assertThat(refused[k]).as(kinds.get(k).name()).isPositive();
        }
    }

    private boolean isRefused(Kind kind, Path file, TrainingData whole) {
        TrainingData read;
        try {
            read = kind.reader().read(folder);
        } catch (IOException e) {
            assertThat(e.getMessage())
                    .as("%s in %s", e, file)
                    .contains(file.getFileName().toString())
                    .hasSizeLessThan(1000)
                    .doesNotContain("\n", "Exception");
            return true;
        }
        for (boolean test : new boolean[] {false, true}) {
            Samples before = test ? whole.test() : whole.train();
            Samples after = test ? read.test() : read.train();
            if (kind.name().equals("iris")) {
                // A table says nowhere how many rows it has.
                assertThat(after.size()).as(file.toString()).isBetween(1, before.size() + 1);
            } else {
                assertThat(after.size()).as(file.toString()).isEqualTo(before.size());
            }
            assertThat(after.shape()).isEqualTo(before.shape());
            float[] values = new float[Math.toIntExact(after.shape().size())];
            for (int i = 0; i < after.size(); i++) {
                assertThat(after.label(i)).isBetween(0, 9);
                after.read(i, values, 0);
                for (float value : values) {
                    assertThat(Float.isFinite(value)).as("%s, sample %d", file, i).isTrue();
                }
            }
        }
        return false;
    }

    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        int at = random.nextInt(random.nextBoolean() ? Math.min(16, bytes.length) : bytes.length);
        int length = Math.min(1 + random.nextInt(40), bytes.length - at);
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, at);
            case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + length);
            case 3 -> {
                for (int i = at; i < at + length; i++) {
                    bytes[i] = (byte) random.nextInt();
                }
            }
            case 4 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0 : -1));
            default -> {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
                System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
                bytes = longer;
            }
        }
        return bytes;
    }
}
