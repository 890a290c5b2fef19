// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import ai.djl.ndarray.types.Shape;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The four original files of MNIST, {@code train-images-idx3-ubyte} and so on, as they are or with
 * {@code .gz}.
 *
 * <p>A file is big endian: a magic number, 2051 for images and 2049 for labels, the sizes, then a
 * byte a value.
 */
public final class IdxFiles {

    static final Shape SHAPE = new Shape(1, 28, 28);
    private static final int CLASSES = 10;
    private static final int IMAGES = 2051;
    private static final int LABELS = 2049;
    private static final int MOST = 500_000;

    private IdxFiles() {}

    /**
     * Reads the files of a folder.
     *
     * @param folder the folder
     * @return the data set
     * @throws DataNotFoundException if a file is missing
     * @throws IOException if a file cannot be read or is not what it should be
     */
    public static TrainingData read(Path folder) throws IOException {
        return new TrainingData(
                "mnist", "idx files in " + folder, part(folder, "train"), part(folder, "t10k"));
    }

    private static Samples part(Path folder, String name) throws IOException {
        Path images = find(folder, name + "-images-idx3-ubyte");
        Path labels = find(folder, name + "-labels-idx1-ubyte");
        try {
            byte[] pixels = content(images, IMAGES, 28, 28);
            return new ByteImages(pixels, content(labels, LABELS), SHAPE, CLASSES);
        } catch (IllegalArgumentException e) {
            throw new IOException(images + " and " + labels + ": " + e.getMessage(), e);
        }
    }

    private static Path find(Path folder, String name) throws DataNotFoundException {
        for (String ending : new String[] {"", ".gz"}) {
            Path file = folder.resolve(name + ending);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new DataNotFoundException(
                "MNIST: no file "
                        + folder.resolve(name)
                        + ", with or without .gz. Expected train- and t10k-images-idx3-ubyte and"
                        + " -labels-idx1-ubyte in one folder.");
    }

    private static byte[] content(Path file, int magic, int... sizes) throws IOException {
        int each = 1;
        for (int size : sizes) {
            each *= size;
        }
        int header = Integer.BYTES * (2 + sizes.length);
        long most = header + (long) MOST * each;
        String unit = MOST + " items";
        byte[] bytes =
                file.toString().endsWith(".gz")
                        ? DataFile.unpack(file, most, unit)
                        : DataFile.read(file, most, unit);
        if (bytes.length < header) {
            throw new IOException(file + " ends within its header of " + header + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        expect(file, "magic number", in.getInt(), magic);
        int count = in.getInt();
        if (count < 1 || count > MOST) {
            throw new IOException(file + " claims " + count + " items, expected 1 to " + MOST);
        }
        for (int size : sizes) {
            expect(file, "size", in.getInt(), size);
        }
        expect(file, "number of values", in.remaining(), count * each);
        return Arrays.copyOfRange(bytes, header, bytes.length);
    }

    private static void expect(Path file, String what, int actual, int expected)
            throws IOException {
        if (actual != expected) {
            throw new IOException(file + ": " + what + " is " + actual + ", expected " + expected);
        }
    }
}
