// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.network.BlockTree;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Watches a network train: measures what it is asked to, looks for what is wrong, and hands on
 * both.
 *
 * <pre>{@code
 * Loss loss = RecordedLoss.of(Loss.softmaxCrossEntropyLoss());
 * DefaultTrainingConfig config = new DefaultTrainingConfig(loss)
 *         .addTrainingListeners(TrainingListener.Defaults.logging())
 *         .addTrainingListeners(
 *                 DiagnosticsListener.builder()
 *                         .preset(Preset.SIGNALS)
 *                         .addSink(HtmlReportSink.to(Path.of("report.html")))
 *                         .build());
 * }</pre>
 *
 * <p>It works with any network, loss and loop. It measures in {@code onTrainingBatch}, the one
 * moment when a step's gradients stand: after the backward pass, before the update. A loop of one's
 * own calls {@code trainer.notifyListeners(l -> l.onTrainingBatch(trainer, batchData))} there; of
 * the batch data anything may be missing.
 *
 * <p><b>What it leaves alone.</b> Parameters after any number of steps are bit-identical to those
 * of the same loop without it, DJL's own listeners in both. {@link Preset#GRADIENTS} and {@link
 * Preset#UPDATES} run no code of the user. From {@link Preset#SIGNALS} on blocks are run in
 * evaluation mode on detached parameters; one that draws from the engine or keeps state then is
 * affected. The loss is evaluated by {@link Preset#DEEP} alone; the others read it from a {@link
 * RecordedLoss}, or from the accumulator that DJL's {@code EvaluatorTrainingListener} fills: of
 * this batch if that stands before this listener, of the last one if it stands behind. With neither
 * it is not observed.
 *
 * <p>What cannot be had is told once, in a sentence, in the log and to the sinks. A quantity or a
 * sink that fails is reported once in the log and dropped; if the listener itself fails it drops
 * itself. Alarms go to the log (as warnings) and to the sinks; {@link
 * DiagnosticsListenerBuilder#optStopOn} makes chosen ones stop the training.
 *
 * <p>One listener watches one trainer. A training on several devices is watched through a {@link
 * WatchedOptimizer}, and refused without it: before the update each device has only its own part of
 * the gradients. A listener that first hears of a training in the middle begins to watch there,
 * with that step as step 0.
 *
 * <p>{@code -Ddjlmaxout.diagnostics=off}, read when a listener is built, switches it off: it then
 * measures nothing, writes nothing, refuses nothing and costs nothing.
 *
 * <p>Sinks are finished in {@code onTrainingEnd}: close the trainer, as DJL asks anyway. There a
 * training that ended before this listener was asked, as DJL's check for divergence ends one, is
 * looked at once more, and one that ended without a batch is told as that.
 */
public final class DiagnosticsListener extends TrainingListenerAdapter {

    private static final Logger logger = LoggerFactory.getLogger(DiagnosticsListener.class);

    /** How long the end of a training waits for a step that is being looked at. */
    private static final long PATIENCE_SECONDS = 30;

    private final Settings settings;
    private final boolean off;
    private Trainer trainer;
    private boolean validated;
    private Watch watch;
    private final HeardBatch.Repetition repetition = new HeardBatch.Repetition();
    private boolean over;

    /**
     * Held while a step is looked at: a thread that shuts the program down may close the trainer
     * meanwhile, and so may what is called at the step.
     */
    private final ReentrantLock looking = new ReentrantLock();

    private boolean endWanted;

    DiagnosticsListener(Settings settings, boolean off) {
        this.settings = settings;
        this.off = off;
    }

    /**
     * Creates a builder.
     *
     * @return a new builder
     */
    public static DiagnosticsListenerBuilder builder() {
        return new DiagnosticsListenerBuilder();
    }

    /**
     * Refuses a trainer that cannot be watched, before it trains.
     *
     * @param trainer the trainer
     * @throws IllegalStateException if the trainer has several devices that are not watched through
     *     a {@link WatchedOptimizer}, or a type that its engine cannot train, or the listener
     *     belongs to another trainer or was added twice
     */
    @Override
    public void onTrainingBegin(Trainer trainer) {
        if (off) {
            return;
        }
        if (!isOurs(trainer)) {
            throw new IllegalStateException(
                    "This DiagnosticsListener belongs to another trainer already, and its sinks"
                            + " with it: build one for each trainer.");
        }
        Admission.requireOnce(trainer, this);
        Admission.require(trainer, settings.optimizer().isPresent());
    }

    /**
     * Measures what is due at this step.
     *
     * @param trainer the trainer
     * @param batchData the batch with labels and predictions
     * @throws TrainingStoppedException if an alarm fires that is to stop training
     */
    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batchData) {
        if (off || over || !isOurs(trainer) || looking.isHeldByCurrentThread()) {
            return;
        }
        List<Alarm> alarms;
        looking.lock();
        try {
            alarms = over ? List.of() : look(batchData);
            if (endWanted) {
                end();
            }
        } finally {
            looking.unlock();
        }
        for (Alarm alarm : alarms) {
            if (settings.stopOn().contains(alarm.kind())) {
                throw new TrainingStoppedException(alarm);
            }
        }
    }

    /**
     * Takes down that there was a validation: a trainer that does nothing else trains nothing.
     *
     * @param trainer the trainer
     * @param batchData the batch, which is not looked at
     */
    @Override
    public void onValidationBatch(Trainer trainer, BatchData batchData) {
        validated = validated || isOurs(trainer);
    }

    private List<Alarm> look(BatchData batchData) {
        try {
            HeardBatch batch = HeardBatch.of(batchData);
            if (watch == null) {
                watch = new Watch(settings, trainer, this, batch);
            }
            return repetition.isAgain(batchData, batch)
                    ? watch.onRepetition()
                    : watch.onBatch(batch);
        } catch (RuntimeException | Error e) {
            logger.warn("Diagnostics failed and are switched off; training goes on.", e);
            over = true;
            finish();
            return List.of();
        }
    }

    /** Takes the first trainer it hears of as its own. */
    private boolean isOurs(Trainer other) {
        if (trainer == null) {
            trainer = other;
        }
        return trainer == other;
    }

    /**
     * Counts epochs.
     *
     * @param trainer the trainer
     */
    @Override
    public void onEpoch(Trainer trainer) {
        if (watch == null || over || !isOurs(trainer)) {
            return;
        }
        try {
            watch.onEpoch();
        } catch (RuntimeException e) {
            logger.warn("The end of an epoch could not be noted.", e);
        }
    }

    /**
     * Finishes the sinks.
     *
     * @param trainer the trainer
     */
    @Override
    public void onTrainingEnd(Trainer trainer) {
        if (off || over || !isOurs(trainer)) {
            return;
        }
        if (looking.isHeldByCurrentThread()) {
            endWanted = true;
            return;
        }
        boolean held;
        try {
            held = looking.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            held = looking.tryLock();
        }
        if (!held) {
            logger.warn("The trainer was closed while a step was looked at: sinks stay open.");
            return;
        }
        try {
            end();
        } finally {
            looking.unlock();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        try {
            if (watch == null && isInitialized(trainer)) {
                watch = new Watch(settings, trainer, this, HeardBatch.NOTHING);
            }
        } catch (RuntimeException | Error e) {
            logger.warn("That no batch was heard of cannot be reported.", e);
        }
        finish();
    }

    /** A network without values was not trained. */
    private static boolean isInitialized(Trainer trainer) {
        return BlockTree.parameters(trainer.getModel().getBlock()).stream()
                .anyMatch(placed -> placed.parameter().isInitialized());
    }

    private void finish() {
        if (watch != null) {
            try {
                watch.end(validated);
            } catch (RuntimeException | Error e) {
                logger.warn("Diagnostics could not be finished.", e);
            }
        }
    }

    /** Returns the title of the run and what is measured. */
    @Override
    public String toString() {
        return "DiagnosticsListener of " + settings;
    }
}
