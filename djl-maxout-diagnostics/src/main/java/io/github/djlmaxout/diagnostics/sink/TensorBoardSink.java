// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.internal.WholeFile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes numbers and histograms as event files for TensorBoard.
 *
 * <p>TensorBoard takes each folder for one run, so give each run a folder of its own; {@code
 * tensorboard --logdir} with the folder above then compares them.
 *
 * <ul>
 *   <li>Tags are {@code series/place}, such as {@code gradient_norm/01Linear/weight}, with {@code
 *       network} for the place of the whole network: TensorBoard groups them by series. White space
 *       becomes {@code _}, and so does a {@code /} in the name of a series.
 *   <li>What theory expects stands beside a number under its tag and {@code /expected}, where it is
 *       known.
 *   <li>Alarms are counted under {@code alarms/} and their kind, from the start of the run; their
 *       words are in the log, in {@link CsvSink} and in the report.
 *   <li>The format keeps numbers as 32-bit floats: what is larger becomes infinite, what is smaller
 *       zero. NaN and infinities are written; TensorBoard marks them.
 *   <li>Histograms are those of the sample that was drawn, not of all entries.
 *   <li>Of a spectrum the 12 largest numbers are written, under its tag and their rank, such as
 *       {@code kernel_eigenvalue/network/01}: each tag is a chart of its own, and TensorBoard shows
 *       12 of a group at once. {@link CsvSink} and the report have the others.
 *   <li>Pictures are not written: TensorBoard shows no SVG. The report has them.
 * </ul>
 *
 * <p>Files are named {@code events.out.tfevents.<seconds>.<host>.<process>.<number>}; the seconds
 * are those of the start of the run, or more where a file of a later second is there already, so
 * that the names sort in the order of writing, in which TensorBoard reads them, even if the clock
 * was put back. When a file would grow beyond its limit, the next one begins. The records of a step
 * are appended in one write and can be read at once; a step that cannot be written whole is taken
 * back.
 */
public final class TensorBoardSink implements Sink {

    /** The size beyond which a file does not grow unless told otherwise: 64 MiB. */
    public static final long DEFAULT_FILE_BYTES = 64L << 20;

    private static final long LEAST_FILE_BYTES = 1024;

    private static final int RANKS = 12;

    private final Path folder;

    private final long fileBytes;

    private final FileOpener opener;

    private final Map<AlarmKind, Long> alarms = new HashMap<>();

    private String name;

    private int number;

    private AppendFile file;

    TensorBoardSink(Path folder, long fileBytes, FileOpener opener) {
        this.folder = folder;
        this.fileBytes = fileBytes;
        this.opener = opener;
    }

    /**
     * Creates a sink whose files grow to {@link #DEFAULT_FILE_BYTES}. Nothing is written before a
     * run begins.
     *
     * @param folder the folder of the run; it is made if it is not there
     * @return the sink
     * @throws IllegalArgumentException if it is a file
     */
    public static TensorBoardSink to(Path folder) {
        return to(folder, DEFAULT_FILE_BYTES);
    }

    /**
     * Creates a sink. Nothing is written before a run begins.
     *
     * @param folder the folder of the run; it is made if it is not there
     * @param fileBytes the size in bytes beyond which a file does not grow, at least 1,024; a step
     *     that needs more has a file of its own
     * @return the sink
     * @throws IllegalArgumentException if the path is a file, or the size too small
     */
    public static TensorBoardSink to(Path folder, long fileBytes) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "The path is the file "
                            + folder
                            + ", but event files go to a folder: give one, or a path at which"
                            + " nothing is.");
        }
        if (fileBytes < LEAST_FILE_BYTES) {
            throw new IllegalArgumentException(
                    "The size of a file is "
                            + fileBytes
                            + " bytes, but must be at least "
                            + LEAST_FILE_BYTES
                            + ": a step would hardly fit.");
        }
        return new TensorBoardSink(folder, fileBytes, FileOpener.DISK);
    }

    /**
     * Makes the folder and begins the first file.
     *
     * @param run what is watched; of it only the start is written
     * @throws IOException if the file cannot be made
     */
    @Override
    public void begin(RunInfo run) throws IOException {
        end();
        alarms.clear();
        number = 0;
        WholeFile.createFolder(folder);
        name =
                String.format(
                        Locale.ROOT,
                        "events.out.tfevents.%010d.%s.%d",
                        EventFileOrder.seconds(folder, run.started()),
                        host(),
                        ProcessHandle.current().pid());
        beginFile(run.started());
    }

    /**
     * Appends the values of a step.
     *
     * @param record the step; nothing is written for one without observations and alarms
     * @throws IOException if the disk is full, or the file was removed
     */
    @Override
    public void accept(StepRecord record) throws IOException {
        // Some observations may belong to the step before.
        Map<Long, ProtobufWriter> summaries = new TreeMap<>();
        for (Observation observation : record.observations()) {
            add(observation, summary(summaries, observation.step()));
        }
        for (Alarm alarm : record.alarms()) {
            long count = alarms.merge(alarm.kind(), 1L, Long::sum);
            EventRecords.addScalar(
                    summary(summaries, alarm.step()),
                    "alarms/" + alarm.kind().name().toLowerCase(Locale.ROOT),
                    (double) count);
        }
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        summaries.forEach(
                (step, summary) ->
                        records.writeBytes(EventRecords.summary(record.time(), step, summary)));
        append(record.time(), records.toByteArray());
    }

    /**
     * Closes the file.
     *
     * @throws IOException if it cannot be closed
     */
    @Override
    public void end() throws IOException {
        if (file != null) {
            AppendFile last = file;
            file = null;
            last.close();
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
        return "TensorBoardSink to " + folder;
    }

    private static ProtobufWriter summary(Map<Long, ProtobufWriter> summaries, long step) {
        return summaries.computeIfAbsent(step, s -> new ProtobufWriter());
    }

    private static void add(Observation observation, ProtobufWriter summary) {
        String tag =
                withoutSpace(observation.series()).replace('/', '_')
                        + "/"
                        + withoutSpace(observation.place().toString());
        if (observation instanceof ScalarObservation scalar) {
            EventRecords.addScalar(summary, tag, scalar.value());
            if (!Double.isNaN(scalar.expected())) {
                EventRecords.addScalar(summary, tag + "/expected", scalar.expected());
            }
        } else if (observation instanceof HistogramObservation histogram) {
            EventRecords.addHistogram(summary, tag, histogram);
        } else if (observation instanceof SpectrumObservation spectrum) {
            for (int i = 0; i < Math.min(RANKS, spectrum.values().size()); i++) {
                String rank = String.format(Locale.ROOT, "/%02d", i + 1);
                EventRecords.addScalar(summary, tag + rank, spectrum.values().get(i));
            }
        }
    }

    private static String withoutSpace(String name) {
        return name.replaceAll("\\s", "_");
    }

    private void append(Instant time, byte[] records) throws IOException {
        long version = EventRecords.version(time).length;
        if (file.size() > version && file.size() + records.length > fileBytes) {
            end();
            beginFile(time);
        }
        file.append(records);
    }

    private void beginFile(Instant time) throws IOException {
        while (file == null) {
            Path path = folder.resolve(String.format(Locale.ROOT, "%s.%06d", name, number++));
            try {
                file =
                        new AppendFile(
                                path,
                                opener.open(
                                        path,
                                        StandardOpenOption.CREATE_NEW,
                                        StandardOpenOption.WRITE));
            } catch (FileAlreadyExistsException e) {
                // Another sink of this process began in the same second: take the next number.
            }
        }
        file.append(EventRecords.version(time));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "_");
        } catch (UnknownHostException e) {
            // The name only tells files of several machines apart.
            return "localhost";
        }
    }
}
