// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import ai.djl.util.Progress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Which data set a user asked for, if any, and how it is found. */
public enum DataSetChoice {
    /** CIFAR-10. */
    CIFAR10,
    /** MNIST. */
    MNIST,
    /** Fisher's iris table. */
    IRIS,
    /** Images that the program draws itself. */
    PROCEDURAL;

    private static final int TRAIN_SIZE = 10_000;
    private static final int TEST_SIZE = 2_000;

    /**
     * Finds a data set by its name.
     *
     * @param name the name, such as {@code cifar10}
     * @return the data set
     * @throws IllegalArgumentException if there is none of that name
     */
    public static DataSetChoice named(String name) {
        for (DataSetChoice choice : values()) {
            if (choice.name().equalsIgnoreCase(name)) {
                return choice;
            }
        }
        throw new IllegalArgumentException(
                "the data set is "
                        + name
                        + ", expected one of "
                        + Arrays.toString(values()).toLowerCase(Locale.ROOT));
    }

    /**
     * Finds and reads this data set.
     *
     * @param limit the most samples taken of each kind, 0 for all
     * @param folder where its files are, or null to look in DJL's cache and repository
     * @param engine the engine whose memory DJL may use
     * @param library DJL's own data sets
     * @param progress shown during a download
     * @return the data set
     * @throws DataNotFoundException if it is neither given nor within reach
     * @throws IOException if what was found cannot be read
     */
    public TrainingData load(
            int limit, Path folder, String engine, DjlDataSets library, Progress progress)
            throws IOException {
        int most = limit == 0 ? Integer.MAX_VALUE : limit;
        return read(most, folder, engine, library, progress).first(most);
    }

    private TrainingData read(
            int most, Path folder, String engine, DjlDataSets library, Progress progress)
            throws IOException {
        return switch (this) {
            case CIFAR10 ->
                    folder != null
                            ? CifarFiles.read(folder)
                            : remedied(
                                    "data_batch_1.bin to test_batch.bin",
                                    () -> library.cifar10(engine, progress));
            case MNIST ->
                    folder != null
                            ? IdxFiles.read(folder)
                            : remedied(
                                    "the four idx.gz files", () -> library.mnist(engine, progress));
            case IRIS -> {
                if (folder == null) {
                    throw new DataNotFoundException(
                            "DJL has no iris data set: give the table with --data <iris.csv>.");
                }
                yield IrisFile.read(folder);
            }
            case PROCEDURAL ->
                    ProceduralImages.generate(
                            Math.min(most, TRAIN_SIZE), Math.min(most, TEST_SIZE));
        };
    }

    private static TrainingData remedied(String files, Patience.Task<TrainingData> task)
            throws IOException {
        try {
            return task.run();
        } catch (DataNotFoundException e) {
            throw new DataNotFoundException(
                    e.getMessage()
                            + ". Give a folder with "
                            + files
                            + " as --data <folder>, or a filled DJL cache as DJL_CACHE_DIR, or"
                            + " take --dataset procedural.",
                    e);
        }
    }
}
