// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.examples.command.ChosenNetwork;
import io.github.djlmaxout.examples.command.ExitCode;
import io.github.djlmaxout.examples.command.FreshFolder;
import io.github.djlmaxout.examples.command.NetworkCommand;
import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.internal.WholeFile;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A command that measures something of a network and ends in a table, a CSV file and pictures. */
public abstract class AnalysisCommand extends NetworkCommand {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description =
                    "Where the table and the pictures go (default: runs/<command>-<date>-<time>).")
    private Path output;

    /** Creates the command; picocli fills in the rest. */
    protected AnalysisCommand(DjlDataSets library) {
        super(library);
    }

    /**
     * Measures.
     *
     * @param chosen the network, valid during the call
     * @return what came out
     * @throws IllegalArgumentException if the command was used wrongly
     */
    protected abstract AnalysisResult analyse(ChosenNetwork chosen) throws IOException;

    @Override
    protected final int examine(ChosenNetwork chosen) throws IOException {
        AnalysisResult result = analyse(chosen);
        write(result);
        return ExitCode.OK;
    }

    /** Prints the table, writes the files and says where they are. */
    protected final void write(AnalysisResult result) throws IOException {
        Path folder = output == null ? FreshFolder.make(spec().name() + "-") : output;
        Files.createDirectories(folder);
        out().print(result.table());
        for (Map.Entry<String, byte[]> file : result.files().entrySet()) {
            WholeFile.write(folder.resolve(file.getKey()), to -> to.write(file.getValue()));
        }
        out().println(String.join(", ", result.files().keySet()) + " are in " + folder + ".");
        out().flush();
    }
}
