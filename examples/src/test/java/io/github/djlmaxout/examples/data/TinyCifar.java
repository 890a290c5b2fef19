// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** CIFAR-10 files of a few records each, with pixels and labels from a formula. */
final class TinyCifar {

    private TinyCifar() {}

    static void write(Path folder, int records) throws IOException {
        for (int file = 0; file < 5; file++) {
            Files.write(folder.resolve("data_batch_" + (file + 1) + ".bin"), file(file, records));
        }
        Files.write(folder.resolve("test_batch.bin"), file(5, records));
    }

    static byte[] file(int file, int records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < records; i++) {
            out.write(label(file, i));
            for (int j = 0; j < 3072; j++) {
                out.write(pixel(file, i, j));
            }
        }
        return out.toByteArray();
    }

    static int label(int file, int record) {
        return (3 * file + record) % 10;
    }

    static int pixel(int file, int record, int position) {
        return (7 * file + 31 * record + position) % 256;
    }
}
