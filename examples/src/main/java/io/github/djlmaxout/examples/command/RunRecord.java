// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import ai.djl.engine.Engine;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.run.Environment;
import io.github.djlmaxout.examples.run.Manifest;
import io.github.djlmaxout.examples.run.RunFolder;
import io.github.djlmaxout.examples.run.RunState;
import io.github.djlmaxout.examples.train.EpochResult;
import io.github.djlmaxout.examples.train.Progress;
import io.github.djlmaxout.examples.train.Tally;
import io.github.djlmaxout.examples.train.TrainingObserver;
import io.github.djlmaxout.examples.train.TrainingSession;
import io.github.djlmaxout.examples.train.TrainingSettings;
import io.github.djlmaxout.internal.WholeFile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Keeps the output folder of one run up to date. */
final class RunRecord {

    private final RunFolder folder;
    private final Environment environment;
    private final Manifest.Data data;
    private final String planFile;
    private final String started;
    private final TrainingSession session;

    private RunRecord(
            RunFolder folder,
            Environment environment,
            Manifest.Data data,
            String planFile,
            String started,
            TrainingSession session) {
        this.folder = folder;
        this.environment = environment;
        this.data = data;
        this.planFile = planFile;
        this.started = started;
        this.session = session;
    }

    /** Begins the record of a new run. */
    static RunRecord begin(
            RunFolder folder,
            Engine engine,
            TrainingData data,
            Path dataFolder,
            String notice,
            TrainingSession session)
            throws IOException {
        String given = dataFolder == null ? null : dataFolder.toAbsolutePath().toString();
        RunRecord record =
                new RunRecord(
                        folder,
                        Environment.of(engine),
                        new Manifest.Data(
                                data.name(),
                                given,
                                data.origin(),
                                notice,
                                data.train().size(),
                                data.test().size(),
                                data.train().classes(),
                                session.normalization()),
                        session.plan().isPresent() ? folder.plan().getFileName().toString() : null,
                        now(),
                        session);
        if (session.plan().isPresent()) {
            WholeFile.write(folder.plan(), session.plan().get().toJson() + "\n");
        }
        record.write(RunState.RUNNING, null, null);
        return record;
    }

    /** Goes on with the record of an earlier run. */
    static RunRecord resume(
            RunFolder folder,
            Engine engine,
            TrainingData data,
            Manifest manifest,
            TrainingSession session)
            throws IOException {
        Manifest.Data before = manifest.data();
        if (before.trainSamples() != data.train().size()
                || before.testSamples() != data.test().size()) {
            throw new IllegalArgumentException(
                    "the data set has "
                            + data.train().size()
                            + " + "
                            + data.test().size()
                            + " samples, but the run began with "
                            + before.trainSamples()
                            + " + "
                            + before.testSamples()
                            + ": give the same data by --data");
        }
        RunRecord record =
                new RunRecord(
                        folder,
                        Environment.of(engine),
                        before,
                        manifest.planFile(),
                        manifest.started(),
                        session);
        record.write(RunState.RUNNING, null, null);
        return record;
    }

    RunFolder folder() {
        return folder;
    }

    /** Returns a line that says what is trained on what. */
    String headline() {
        TrainingSettings s = session.settings();
        return String.format(
                Locale.ROOT,
                "%s on %s, %,d training and %,d test samples (%s): %,d parameters from %s weights,"
                        + " %s, %s,"
                        + " batch %d, seed %d, %d threads; results in %s",
                s.network().label(),
                data.name(),
                data.trainSamples(),
                data.testSamples(),
                data.origin(),
                parameters(),
                s.initialization().label(),
                environment.engine() + " " + environment.engineVersion(),
                s.optimizer().name().toLowerCase(Locale.ROOT),
                s.batchSize(),
                s.seed(),
                s.threads(),
                folder.path());
    }

    /** Returns what keeps the folder and the screen up to date during the run. */
    TrainingObserver observer(TrainingReport report) {
        return new TrainingObserver() {
            @Override
            public void onBatch(int epoch, int done, int all, Tally tally) {
                report.batch(epoch, done, all, tally);
            }

            @Override
            public void onEpoch(EpochResult result) throws IOException {
                report.epoch(result);
                save();
                write(RunState.RUNNING, null, null);
            }
        };
    }

    void finished() throws IOException {
        String file = folder.saveModel(session.model(), session.progress().epoch());
        write(RunState.FINISHED, file, null);
    }

    void interrupted() throws IOException {
        save();
        write(RunState.INTERRUPTED, null, null);
    }

    /** Notes why the run failed; the checkpoint of the last epoch stays. */
    void failed(String why) throws IOException {
        write(RunState.FAILED, null, why);
    }

    private void save() throws IOException {
        List<EpochResult> history = session.progress().history();
        if (!history.isEmpty()) {
            folder.writeEpochs(history, title());
        }
        session.checkpoint().write(folder.checkpoint());
    }

    private String title() {
        TrainingSettings s = session.settings();
        return s.network().label() + " on " + data.name() + ", " + s.engine();
    }

    private void write(RunState state, String modelFile, String failure) throws IOException {
        Progress progress = session.progress();
        List<EpochResult> history = progress.history();
        Manifest manifest =
                new Manifest(
                        Manifest.FORMAT,
                        state,
                        started,
                        now(),
                        environment,
                        session.settings(),
                        data,
                        session.model().getBlock().toString(),
                        planFile,
                        parameters(),
                        progress.updates(),
                        history.isEmpty() ? null : history.get(history.size() - 1),
                        history.isEmpty()
                                ? null
                                : history.stream()
                                        .mapToDouble(EpochResult::testAccuracy)
                                        .max()
                                        .getAsDouble(),
                        history.stream().mapToDouble(EpochResult::seconds).sum(),
                        modelFile,
                        modelFile == null
                                ? null
                                : RunFolder.sha256(folder.path().resolve(modelFile)),
                        failure);
        manifest.write(folder.manifest());
    }

    private long parameters() {
        return session.model().getBlock().getParameters().values().stream()
                .filter(Parameter::requiresGradient)
                .mapToLong(parameter -> parameter.getShape().size())
                .sum();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
