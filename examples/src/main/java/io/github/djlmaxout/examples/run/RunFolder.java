// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.run;

import ai.djl.Model;

import io.github.djlmaxout.examples.train.Checkpoint;
import io.github.djlmaxout.examples.train.EpochResult;
import io.github.djlmaxout.internal.WholeFile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The output folder of a run: {@code manifest.json}, {@code plan.json}, {@code metrics.csv}, {@code
 * curve.svg}, {@code checkpoint.zip}, and at the end the model. Each file is written whole or not
 * at all.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {

    private static final String MODEL = "model";

    /** Returns the manifest's file. */
    public Path manifest() {
        return path.resolve("manifest.json");
    }

    /** Returns the checkpoint's file. */
    public Path checkpoint() {
        return path.resolve("checkpoint.zip");
    }

    /** Returns the file of the plan of the first weights. */
    public Path plan() {
        return path.resolve("plan.json");
    }

    /** Returns the table of epochs. */
    public Path metrics() {
        return path.resolve("metrics.csv");
    }

    /** Returns the picture of the curves. */
    public Path curve() {
        return path.resolve("curve.svg");
    }

    /**
     * Returns the page of diagnostics. A run that goes on begins another page, which the number of
     * the updates made before tells apart.
     */
    public Path report(long updates) {
        return path.resolve(updates == 0 ? "report.html" : "report-from-" + updates + ".html");
    }

    /** Returns the table of diagnostics. */
    public Path diagnostics() {
        return path.resolve("diagnostics.csv");
    }

    /** Returns the folder of TensorBoard's event files. */
    public Path tensorboard() {
        return path.resolve("tensorboard");
    }

    /**
     * Reads the checkpoint of the run.
     *
     * @param manifest its manifest
     * @return the checkpoint
     * @throws IOException if there is none, or as {@link Checkpoint#read}
     */
    public Checkpoint readCheckpoint(Manifest manifest) throws IOException {
        if (Files.exists(checkpoint())) {
            return Checkpoint.read(checkpoint());
        }
        String failure = manifest.failure() == null ? "" : ": " + manifest.failure();
        throw new IOException(
                path
                        + " has no checkpoint.zip to go on from: the run is "
                        + manifest.state()
                        + (manifest.state() == RunState.FAILED ? failure : "")
                        + " (it is written after each epoch and at Ctrl-C). Begin it anew with"
                        + " --overwrite.");
    }

    /** Returns whether a run was begun here. */
    public boolean isUsed() {
        return Files.exists(manifest());
    }

    /**
     * Checks that a new run may use the folder.
     *
     * @param overwrite whether what an earlier run left may be deleted
     * @throws IOException if there is an earlier run that may not be deleted, or something else
     */
    public void checkFree(boolean overwrite) throws IOException {
        if (isUsed()) {
            if (!overwrite) {
                throw new IOException(
                        path
                                + " holds the results of another run: take another --output, go on"
                                + " with it by --resume "
                                + path
                                + ", or delete it by --overwrite.");
            }
        } else if (Files.isDirectory(path)) {
            for (Path file : list(path)) {
                if (!isLeftover(file)) {
                    throw new IOException(
                            path
                                    + " holds no run, but "
                                    + file.getFileName()
                                    + ": take another --output.");
                }
            }
        } else if (Files.exists(path)) {
            throw new IOException(path + " is a file: take another --output.");
        }
    }

    /**
     * What a run leaves that ends before its manifest is there, and what any run leaves that is
     * killed.
     */
    private static boolean isLeftover(Path file) {
        String name = file.getFileName().toString();
        return name.equals(RunLock.FILE) || name.equals("plan.json") || isUnfinished(name);
    }

    /** Temporary files, locks of single files, and the folder in which a model is made. */
    private static boolean isUnfinished(String name) {
        return name.matches("\\..*\\.part|\\..+\\.lock|\\.model\\d+");
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** Deletes the unfinished files of a run that was killed; only to be called under its lock. */
    public void clearUnfinished() throws IOException {
        for (Path file : list(path)) {
            if (isUnfinished(file.getFileName().toString())) {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    deleteAll(file, ".*");
                }
                Files.delete(file);
            }
        }
    }

    /** Makes the folder, without anything that an earlier run left. */
    public void clear() throws IOException {
        Files.createDirectories(path);
        clearUnfinished();
        for (Path file :
                List.of(checkpoint(), plan(), metrics(), curve(), diagnostics(), manifest())) {
            Files.deleteIfExists(file);
        }
        deleteAll(path, "report(-from-\\d+)?\\.html|diagnostics-alarms\\.csv");
        // A link is not followed: what it leads to is not this run's.
        if (Files.isDirectory(tensorboard(), LinkOption.NOFOLLOW_LINKS)) {
            deleteAll(tensorboard(), "events\\.out\\.tfevents\\..*");
        }
        deleteModelsBut("");
    }

    /** Writes the table and the picture of the epochs so far. */
    public void writeEpochs(List<EpochResult> epochs, String title) throws IOException {
        WholeFile.write(metrics(), MetricsCsv.text(epochs));
        WholeFile.write(curve(), CurveSvg.text(epochs, title));
    }

    /**
     * Saves a model in DJL's own format, to be loaded by {@code Model.load(folder, "model")}.
     *
     * @param model the model
     * @param epochs the epochs it was trained for; part of the file's name
     * @return the name of the file
     * @throws IOException if it cannot be written
     */
    public String saveModel(Model model, int epochs) throws IOException {
        Path temporary = Files.createTempDirectory(path, ".model");
        try {
            model.setProperty("Epoch", Integer.toString(epochs));
            model.save(temporary, MODEL);
            Path saved;
            try (Stream<Path> files = Files.list(temporary)) {
                saved = files.findFirst().orElseThrow();
            }
            String name = saved.getFileName().toString();
            Files.move(saved, path.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            deleteModelsBut(name); // after the move: a model is there at every moment
            return name;
        } finally {
            deleteAll(temporary, ".*");
            Files.delete(temporary);
        }
    }

    /**
     * Loads the saved model's parameters into its network.
     *
     * @param model a model with the network as its block
     * @param manifest the manifest of the run
     * @throws IOException if there is none, or if the file is not the one that was saved
     */
    public void loadModel(Model model, Manifest manifest) throws IOException {
        if (manifest.modelFile() == null) {
            throw new IOException(
                    path
                            + " has no saved model: the run is "
                            + manifest.state()
                            + ", not FINISHED");
        }
        CheckedModel.load(model, this, manifest);
    }

    /** Returns the SHA-256 of a file in hexadecimal digits. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private void deleteModelsBut(String kept) throws IOException {
        deleteAll(path, "(?!" + Pattern.quote(kept) + "$)" + MODEL + "-\\d+\\.params");
    }

    private static void deleteAll(Path folder, String names) throws IOException {
        for (Path file : list(folder)) {
            if (file.getFileName().toString().matches(names)) {
                Files.delete(file);
            }
        }
    }
}
