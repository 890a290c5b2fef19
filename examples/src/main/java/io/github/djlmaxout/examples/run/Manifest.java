// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.run;

import ai.djl.util.JsonUtils;

import io.github.djlmaxout.examples.data.InputNormalization;
import io.github.djlmaxout.examples.model.Bounds;
import io.github.djlmaxout.examples.train.EpochResult;
import io.github.djlmaxout.examples.train.SavedJson;
import io.github.djlmaxout.examples.train.TrainingSettings;
import io.github.djlmaxout.internal.WholeFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The record of a run: how it was made and what came out.
 *
 * @param format the version of this record
 * @param state how the run stands
 * @param started when it was begun, in UTC
 * @param updated when this record was written, in UTC
 * @param environment what it was made with
 * @param settings everything that decides its course
 * @param data what it was trained on
 * @param network the layers with their shapes
 * @param planFile the plan of the first weights, null if DJL's own were taken
 * @param parameters the number of trained values
 * @param updates the updates made
 * @param last the last complete epoch, null before the first
 * @param bestTestAccuracy the best accuracy on the test samples after any epoch, null before
 * @param seconds the time of all complete epochs
 * @param modelFile the saved model, null before the end
 * @param modelSha256 the SHA-256 of that file, in hexadecimal digits
 * @param failure why the run failed, null if it did not
 */
public record Manifest(
        int format,
        RunState state,
        String started,
        String updated,
        Environment environment,
        TrainingSettings settings,
        Data data,
        String network,
        String planFile,
        long parameters,
        int updates,
        EpochResult last,
        Double bestTestAccuracy,
        double seconds,
        String modelFile,
        String modelSha256,
        String failure) {

    /** The version written by this program. */
    public static final int FORMAT = 1;

    /**
     * Checks what this program goes by; texts for people may be anything.
     *
     * @throws IllegalArgumentException if something is missing or out of its bounds
     */
    public Manifest {
        Bounds.within("format", format, FORMAT, FORMAT);
        Bounds.present("state", state);
        Bounds.present("environment", environment);
        Bounds.present("settings", settings);
        Bounds.present("data", data);
        Bounds.within("parameters", parameters, 1, Long.MAX_VALUE);
        Bounds.within("updates", updates, 0, Integer.MAX_VALUE);
        Bounds.within("seconds", seconds, 0, Double.MAX_VALUE);
        if ((state == RunState.FINISHED) != (modelFile != null && modelSha256 != null)) {
            throw new IllegalArgumentException(
                    "the run is " + state + ", but modelFile is " + modelFile);
        }
    }

    /**
     * What a network was trained on.
     *
     * @param name the name of the data set
     * @param folder the folder given by the user, null for none
     * @param origin where it came from
     * @param notice why another data set than CIFAR-10 was taken, null if none was asked for
     * @param trainSamples how many samples were trained on
     * @param testSamples how many samples were tested on
     * @param classes the number of classes
     * @param normalization the mean and deviation of each channel
     */
    public record Data(
            String name,
            String folder,
            String origin,
            String notice,
            int trainSamples,
            int testSamples,
            int classes,
            InputNormalization normalization) {

        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if something is missing or out of its bounds
         */
        public Data {
            Bounds.present("data.name", name);
            Bounds.within("data.trainSamples", trainSamples, 1, Integer.MAX_VALUE);
            Bounds.within("data.testSamples", testSamples, 1, Integer.MAX_VALUE);
            Bounds.within("data.classes", classes, 2, Integer.MAX_VALUE);
            Bounds.present("data.normalization", normalization);
        }
    }

    /**
     * Reads a manifest.
     *
     * @param file the file
     * @return the manifest
     * @throws IOException if it cannot be read or is of another version
     */
    public static Manifest read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    file.toAbsolutePath().getParent()
                            + " is not the folder of a run: there is no "
                            + file.getFileName()
                            + " in it.");
        }
        try {
            return SavedJson.read(Files.readString(file), Manifest.class);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Writes the manifest, whole or not at all. */
    public void write(Path file) throws IOException {
        WholeFile.write(file, JsonUtils.GSON_PRETTY.toJson(this) + "\n");
    }
}
