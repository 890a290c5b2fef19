package io.github.djlmaxout.examples.data;

import ai.djl.ndarray.types.Shape;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

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
    private static final int MOST = 1_000_000;

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
            throw new IOException("MNIST in " + folder + ": " + e.getMessage(), e);
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
        try (InputStream raw = Files.newInputStream(file);
                InputStream plain =
                        file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                DataInputStream in = new DataInputStream(plain)) {
            expect(file, "magic number", in.readInt(), magic);
            int count = in.readInt();
            if (count < 1 || count > MOST) {
                throw new IOException(file + " claims " + count + " items, expected 1 to " + MOST);
            }
            int values = count;
            for (int size : sizes) {
                expect(file, "size", in.readInt(), size);
                values *= size;
            }
            byte[] bytes = in.readNBytes(values);
            expect(file, "number of values", bytes.length, values);
            return bytes;
        } catch (EOFException e) {
            throw new IOException(file + " ends within its header", e);
        }
    }

    private static void expect(Path file, String what, int actual, int expected)
            throws IOException {
        if (actual != expected) {
            throw new IOException(file + ": " + what + " is " + actual + ", expected " + expected);
        }
    }
}
