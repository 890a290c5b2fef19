// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.option;

import ai.djl.util.Progress;

import io.github.djlmaxout.examples.data.DataNotFoundException;
import io.github.djlmaxout.examples.data.DataSetChoice;
import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.data.TrainingData;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** The options that choose the data set. */
public final class DataOptions {

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = {
                "cifar10, mnist, iris or procedural. Without this option: CIFAR-10 if --data is"
                        + " given or DJL has it in its cache or can download it; if DJL's"
                        + " repository does not answer within 5 seconds, procedural, and the first"
                        + " line of the output says so.",
                "procedural: 10,000 + 2,000 colour images of 32 x 32 pixels in 10 classes of shapes"
                        + " and textures, drawn by this program, the same on every machine."
            })
    private DataSetChoice dataset;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description =
                    "Where the files are. cifar10: the folder of data_batch_1.bin to"
                            + " data_batch_5.bin and test_batch.bin; mnist: the folder of the four"
                            + " idx files, with or without .gz; iris: the CSV file. Without it DJL"
                            + " looks in its cache (DJL_CACHE_DIR), then downloads.")
    private Path data;

    /**
     * What was found.
     *
     * @param data the data set
     * @param notice why it is not the one preferred, or null
     */
    public record Found(TrainingData data, String notice) {

        /** Says the notice, if there is one, and returns the data set. */
        public TrainingData announce(PrintWriter out) {
            if (notice != null) {
                out.println(notice);
            }
            return data;
        }
    }

    /** Returns the folder given, or null. */
    public Path folder() {
        return data;
    }

    /** Returns the name of the data set asked for, or of the one preferred. */
    public String preferred() {
        return (dataset == null ? DataSetChoice.CIFAR10 : dataset).name().toLowerCase(Locale.ROOT);
    }

    /** Finds the data set asked for, or the default. */
    public Found find(int limit, MachineOptions machine, DjlDataSets library) throws IOException {
        String engine = machine.engine();
        Progress progress = machine.progressLine();
        if (dataset != null || data != null) {
            DataSetChoice choice = dataset == null ? DataSetChoice.CIFAR10 : dataset;
            return new Found(choice.load(limit, data, engine, library, progress), null);
        }
        try {
            TrainingData all = library.cifar10(engine, progress);
            return new Found(limit == 0 ? all : all.first(limit), null);
        } catch (DataNotFoundException e) {
            String notice =
                    "CIFAR-10 is not given (--data) and not within reach ("
                            + e.getMessage()
                            + "): the procedural images are taken instead.";
            return new Found(
                    DataSetChoice.PROCEDURAL.load(limit, null, engine, library, null), notice);
        }
    }

    /** Finds the data set of an earlier run again; a folder given now takes the old one's place. */
    public TrainingData again(
            int limit,
            String name,
            String folder,
            String engine,
            DjlDataSets library,
            Progress progress)
            throws IOException {
        DataSetChoice choice = DataSetChoice.named(name);
        Path from = data != null || folder == null ? data : Path.of(folder);
        return choice.load(limit, from, engine, library, progress);
    }
}
