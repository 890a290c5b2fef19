// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import ai.djl.Application;
import ai.djl.Device;
import ai.djl.basicdataset.BasicDatasets;
import ai.djl.basicdataset.cv.classification.Cifar10;
import ai.djl.basicdataset.cv.classification.Mnist;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Repository;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import ai.djl.util.Progress;
import ai.djl.util.Utils;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * CIFAR-10 and MNIST as DJL knows them: from DJL's cache, or downloaded from DJL's repository into
 * the cache.
 *
 * <p>DJL sets no time limit on a connection, and asks the network about a data set that has lain in
 * its cache for more than a day. Here what is in the cache is read without asking, and the network
 * has a few seconds to answer, whatever it is that holds it up.
 */
public final class DjlDataSets {

    private static final String VERSION = "1.0";
    private static final String OFFLINE = "ai.djl.offline";
    private static final int CHUNK = 1000;

    private final Repository repository;
    private final Duration answer;
    private final Duration stall;

    /** Reads from DJL's own repository: 5 seconds to answer, 30 without progress end a download. */
    public DjlDataSets() {
        this(BasicDatasets.REPOSITORY, Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    /**
     * Reads from a repository.
     *
     * @param repository the repository
     * @param answer how long it may take to answer
     * @param stall how long a download may make no progress
     */
    public DjlDataSets(Repository repository, Duration answer, Duration stall) {
        this.repository = repository;
        this.answer = answer;
        this.stall = stall;
    }

    /**
     * Reads CIFAR-10.
     *
     * @param engine the engine whose memory DJL reads the files into
     * @param progress shown during a download
     * @return the data set
     * @throws DataNotFoundException if it is not in the cache and cannot be had in time
     * @throws IOException if what was found cannot be read
     */
    public TrainingData cifar10(String engine, Progress progress) throws IOException {
        return read("cifar10", engine, progress);
    }

    /** Reads MNIST; see {@link #cifar10}. */
    public TrainingData mnist(String engine, Progress progress) throws IOException {
        return read("mnist", engine, progress);
    }

    private TrainingData read(String name, String engine, Progress progress) throws IOException {
        MRL mrl = repository.dataset(Application.CV.ANY, BasicDatasets.GROUP_ID, name, VERSION);
        if (isCached(mrl)) {
            return offline(() -> load(name, engine, "DJL's cache " + cacheOf(mrl)));
        }
        if (Utils.isOfflineMode() && repository.isRemote()) {
            throw new DataNotFoundException(
                    name + " is not in DJL's cache, and DJL is set to be offline (DJL_OFFLINE)");
        }
        Patience patience = new Patience(progress);
        Artifact artifact =
                patience.await(
                        mrl::getDefaultArtifact,
                        answer,
                        name + ": no answer from " + repository.getBaseUri());
        if (artifact == null) {
            throw new DataNotFoundException(
                    name + " " + VERSION + " is not in " + repository.getBaseUri());
        }
        patience.await(
                () -> {
                    mrl.prepare(artifact, patience);
                    return artifact;
                },
                stall,
                name + ": the download from " + repository.getBaseUri() + " stands still");
        return load(name, engine, repository.getBaseUri().toString());
    }

    private boolean isCached(MRL mrl) throws IOException {
        if (!repository.isRemote() || !Files.exists(cacheOf(mrl).resolve("metadata.json"))) {
            return false;
        }
        return offline(
                () -> {
                    Artifact artifact = mrl.getDefaultArtifact();
                    return artifact != null && mrl.isPrepared(artifact);
                });
    }

    private Path cacheOf(MRL mrl) throws IOException {
        return repository.getCacheDirectory().resolve(mrl.toURI().getPath());
    }

    private TrainingData load(String name, String engine, String origin) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), engine)) {
            return new TrainingData(
                    name,
                    origin,
                    samples(name, manager, Dataset.Usage.TRAIN),
                    samples(name, manager, Dataset.Usage.TEST));
        } catch (TranslateException | IOException | RuntimeException e) {
            // What DJL unpacks and decodes fails in its own ways where a file is damaged.
            throw new IOException(
                    name
                            + " from "
                            + origin
                            + " cannot be read ("
                            + (e.getMessage() == null
                                    ? e.getClass().getSimpleName()
                                    : e.getMessage())
                            + "): remove it there, and it is fetched again",
                    e);
        }
    }

    private Samples samples(String name, NDManager parent, Dataset.Usage usage)
            throws IOException, TranslateException {
        try (NDManager manager = parent.newSubManager()) {
            boolean cifar = name.equals("cifar10");
            ArrayDataset dataset =
                    cifar
                            ? Cifar10.builder()
                                    .optManager(manager)
                                    .optRepository(repository)
                                    .optUsage(usage)
                                    .setSampling(CHUNK, false)
                                    .build()
                            : Mnist.builder()
                                    .optManager(manager)
                                    .optRepository(repository)
                                    .optUsage(usage)
                                    .setSampling(CHUNK, false)
                                    .build();
            dataset.prepare();
            return copy(dataset, manager, cifar ? CifarFiles.SHAPE : IdxFiles.SHAPE);
        }
    }

    /**
     * Copies DJL's arrays, channels last, to bytes, channels first, a thousand images at a time.
     */
    private static Samples copy(ArrayDataset dataset, NDManager manager, Shape shape) {
        int size = Math.toIntExact(dataset.size());
        int values = Math.toIntExact(shape.size());
        byte[] pixels = new byte[size * values];
        byte[] labels = new byte[size];
        for (int from = 0; from < size; from += CHUNK) {
            int to = Math.min(size, from + CHUNK);
            try (NDManager chunk = manager.newSubManager();
                    Batch batch = dataset.getByRange(chunk, from, to)) {
                NDArray images = batch.getData().singletonOrThrow().transpose(0, 3, 1, 2);
                float[] raw = images.toFloatArray();
                for (int i = 0; i < raw.length; i++) {
                    pixels[from * values + i] = (byte) (int) raw[i];
                }
                float[] classes = batch.getLabels().singletonOrThrow().toFloatArray();
                for (int i = 0; i < classes.length; i++) {
                    labels[from + i] = (byte) (int) classes[i];
                }
            }
        }
        return new ByteImages(pixels, labels, shape, 10);
    }

    /**
     * Reads something while DJL takes its cache as it is; env DJL_OFFLINE=false would forbid it.
     */
    private static <T> T offline(Patience.Task<T> task) throws IOException {
        String before = System.getProperty(OFFLINE);
        System.setProperty(OFFLINE, "true");
        try {
            return task.run();
        } finally {
            if (before == null) {
                System.clearProperty(OFFLINE);
            } else {
                System.setProperty(OFFLINE, before);
            }
        }
    }
}
