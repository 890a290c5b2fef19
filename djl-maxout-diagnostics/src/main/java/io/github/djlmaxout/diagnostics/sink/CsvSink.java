// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes numbers and alarms to two CSV files in long format, a row for each.
 *
 * <p>The file that is given has the columns
 *
 * <pre>step,epoch,time,quantity,scope,place,value,expected</pre>
 *
 * <p>{@code quantity} is the series, {@code scope} is {@code network}, {@code layer} or {@code
 * parameter}, {@code place} the stable name, empty for the network. {@code epoch} and {@code time}
 * (ISO 8601, UTC) are those at which the observation came, which for what is completed one step
 * later is that step. {@code expected} is what theory expects at initialization, empty where it is
 * unknown. Numbers have all their digits and a point, whatever the locale; those that are not
 * finite are {@code NaN}, {@code Infinity} and {@code -Infinity}, which Java's {@code
 * Double.parseDouble} and Python's {@code float} read as such. Spreadsheets see text there.
 *
 * <p>Alarms go to a file beside it, {@code training-alarms.csv} for {@code training.csv}, which is
 * there and has no rows when all is well:
 *
 * <pre>step,epoch,time,kind,scope,place,evidence,cause,remedy</pre>
 *
 * <p>A spectrum has a row for each of its numbers, with its rank behind the series: {@code kernel
 * eigenvalue 1} is the largest. Histograms and pictures are not in the files: {@link
 * TensorBoardSink} takes the former, the HTML report shows the latter.
 *
 * <p>Text is UTF-8, quoted as in RFC 4180 where it holds a comma, a quote or a line break; rows end
 * with a line feed. The rows of a step are appended in one write and can be read at once. A step
 * that cannot be written whole is taken back. If the program dies, at most rows of its last step
 * are lost.
 *
 * <p>Folders are made. A file that exists is continued: if its last row is torn, that is cut off
 * first, which reads the file once. A file that begins otherwise is left alone, and {@link #begin}
 * throws. Runs that follow each other in a file differ in their time.
 */
public final class CsvSink implements Sink {

    private final Path observations;

    private final Path alarms;

    private final FileOpener opener;

    private CsvTable observationTable;

    private CsvTable alarmTable;

    CsvSink(Path file, FileOpener opener) {
        this.observations = file;
        this.alarms = file.resolveSibling(alarmsName(file.getFileName().toString()));
        this.opener = opener;
    }

    /**
     * Creates a sink. Nothing is written before a run begins.
     *
     * @param file where to, such as {@code training.csv}
     * @return the sink
     * @throws IllegalArgumentException if it is a folder
     */
    public static CsvSink to(Path file) {
        if (file.getFileName() == null || Files.isDirectory(file)) {
            throw new IllegalArgumentException(
                    "The path is the folder "
                            + file
                            + ", but observations go to a file: give "
                            + file.resolve("training.csv")
                            + ", for example.");
        }
        return new CsvSink(file, FileOpener.DISK);
    }

    /**
     * Opens the files, and repairs the last row of those that exist.
     *
     * @param run what is watched; of it nothing is written
     * @throws IOException if a file cannot be written, holds something else, or is written by
     *     another sink
     */
    @Override
    public void begin(RunInfo run) throws IOException {
        end();
        observationTable = CsvTable.open(observations, CsvRows.OBSERVATIONS, opener);
        alarmTable = CsvTable.open(alarms, CsvRows.ALARMS, opener);
    }

    /**
     * Appends the rows of a step.
     *
     * @param record the step; nothing is written for one without numbers and alarms
     * @throws IOException if the disk is full, or a file was removed
     */
    @Override
    public void accept(StepRecord record) throws IOException {
        observationTable.append(CsvRows.observations(record));
        alarmTable.append(CsvRows.alarms(record));
    }

    /**
     * Closes the files.
     *
     * @throws IOException if a file cannot be closed
     */
    @Override
    public void end() throws IOException {
        CsvTable first = observationTable;
        CsvTable second = alarmTable;
        observationTable = null;
        alarmTable = null;
        try {
            close(first);
        } finally {
            close(second);
        }
    }

    /** {@inheritDoc} */
    @Override
    public boolean keepsAll() {
        return true;
    }

    /** Returns where it writes to. */
    @Override
    public String toString() {
        return "CsvSink to " + observations;
    }

    private static void close(CsvTable table) throws IOException {
        if (table != null) {
            table.close();
        }
    }

    private static String alarmsName(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0
                ? name + "-alarms"
                : name.substring(0, dot) + "-alarms" + name.substring(dot);
    }
}
