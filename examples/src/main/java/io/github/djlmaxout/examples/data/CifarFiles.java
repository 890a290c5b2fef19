// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import ai.djl.ndarray.types.Shape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The official binary files of CIFAR-10: {@code data_batch_1.bin} to {@code data_batch_5.bin} and
 * {@code test_batch.bin}.
 *
 * <p>A record is one byte of label, then 1024 bytes each of red, green and blue, row by row; a file
 * is records without a header. Alex Krizhevsky, <i>Learning Multiple Layers of Features from Tiny
 * Images</i>, 2009.
 */
public final class CifarFiles {

    static final Shape SHAPE = new Shape(3, 32, 32);
    static final int CLASSES = 10;
    private static final int PIXELS = 3 * 32 * 32;
    private static final int RECORD = 1 + PIXELS;

    /** The most images of a file: five of them fit into one array. */
    private static final int MOST = 100_000;

    private CifarFiles() {}

    /**
     * Reads the files of a folder, or of the folder {@code cifar-10-batches-bin} in it.
     *
     * @param folder the folder
     * @return the data set; the training files in their order
     * @throws DataNotFoundException if a file is missing
     * @throws IOException if a file cannot be read or is not what it should be
     */
    public static TrainingData read(Path folder) throws IOException {
        Path inner = folder.resolve("cifar-10-batches-bin");
        Path home = Files.isDirectory(inner) ? inner : folder;
        List<Path> train = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            train.add(home.resolve("data_batch_" + i + ".bin"));
        }
        Path test = home.resolve("test_batch.bin");
        List<Path> all = new ArrayList<>(train);
        all.add(test);
        for (Path file : all) {
            if (!Files.isRegularFile(file)) {
                throw new DataNotFoundException(
                        "CIFAR-10: no file "
                                + file
                                + ". Expected the official binary version: data_batch_1.bin to"
                                + " data_batch_5.bin and test_batch.bin in one folder.");
            }
        }
        return new TrainingData(
                "cifar10", "binary files in " + home, parse(train), parse(List.of(test)));
    }

    private static Samples parse(List<Path> files) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        long together = 0;
        for (Path file : files) {
            long size = Files.size(file);
            if (size == 0 || size % RECORD != 0) {
                throw new IOException(
                        file
                                + " has "
                                + size
                                + " bytes, expected a positive multiple of "
                                + RECORD
                                + ": the file is truncated or not the binary version.");
            }
            parts.add(DataFile.read(file, (long) MOST * RECORD, MOST + " images"));
            together += size;
        }
        DataFile.requireMemory(files.get(0).getParent(), together);
        try {
            return parse(parts.toArray(new byte[0][]));
        } catch (IllegalArgumentException e) {
            throw new IOException("CIFAR-10 in " + files + ": " + e.getMessage(), e);
        }
    }

    /** Splits records into pixels and labels. */
    static Samples parse(byte[]... parts) {
        int records = 0;
        for (byte[] part : parts) {
            records += part.length / RECORD;
        }
        byte[] pixels = new byte[records * PIXELS];
        byte[] labels = new byte[records];
        int n = 0;
        for (byte[] part : parts) {
            for (int at = 0; at < part.length; at += RECORD) {
                labels[n] = part[at];
                System.arraycopy(part, at + 1, pixels, n * PIXELS, PIXELS);
                n++;
            }
        }
        return new ByteImages(pixels, labels, SHAPE, CLASSES);
    }
}
