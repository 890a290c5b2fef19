// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDList;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.diagnostics.alarm.AlarmRule;
import io.github.djlmaxout.diagnostics.alarm.AlarmRules;
import io.github.djlmaxout.diagnostics.alarm.Alarms;
import io.github.djlmaxout.diagnostics.listener.LiveStep.StepLoss;
import io.github.djlmaxout.diagnostics.probe.NetworkParameters;
import io.github.djlmaxout.internal.VisibleText;
import io.github.djlmaxout.network.EngineFault;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One training that is being watched, from its first batch to its end. */
final class Watch {

    private static final Logger logger = LoggerFactory.getLogger(DiagnosticsListener.class);

    private final Settings settings;
    private final NetworkParameters network;
    private final Optional<EngineFault> engineFault;
    private final LossSource loss;
    private final Notes notes = new Notes();
    private final LoopCheck loop;
    private final Context context;
    private final RunningSinks sinks;
    private final Alarms alarms;
    private final RunClock clock = RunClock.ofMachine();

    private long step;
    private int epoch;
    private boolean heard;
    private boolean broken;
    private Optional<LiveStep.Waiting> waiting = Optional.empty();

    /**
     * Begins to watch.
     *
     * @param first the first batch; nothing if the training ended without one
     * @throws IllegalStateException if gradients are not where they can be seen
     */
    Watch(Settings settings, Trainer trainer, TrainingListener reader, HeardBatch first) {
        this.settings = settings;
        network = NetworkParameters.of(trainer.getModel().getBlock());
        engineFault = EngineFault.of(trainer.getModel().getBlock());
        Admission.requireSeen(trainer, network.parameters());
        step = settings.firstStep();
        loss = LossSource.of(trainer, reader);
        loop = LoopCheck.of(trainer, network, notes);
        context =
                Context.of(
                        settings, trainer.getModel().getBlock(), trainer.getLoss(), first, notes);
        RunInfo run =
                new RunInfo(
                        settings.title(),
                        clock.now(),
                        network.layers(),
                        RunManifest.of(trainer, network, loss, settings.manifest()),
                        first.predictions().stream().findFirst().map(NDList::size).orElse(0));
        List<AlarmRule> rules = new ArrayList<>();
        rules.add(loop);
        rules.addAll(AlarmRules.standard());
        rules.addAll(settings.rules());
        alarms = Alarms.of(run, context::expected, rules);
        sinks = RunningSinks.start(settings.sinks(), run);
    }

    void onEpoch() {
        epoch++;
        loss.onEpoch();
    }

    /**
     * Measures what is due.
     *
     * @return the alarms of this step, or where updates are watched those of the step before, and
     *     what is not finite even if that is no news
     */
    List<Alarm> onBatch(HeardBatch batch) {
        List<Alarm> raised = settings.optimizer().map(this::onUpdate).orElseGet(ArrayList::new);
        StepLoss now = StepLoss.of(loss, batch);
        loop.lookAtNetwork();
        if (settings.optimizer().isPresent()) {
            beforeUpdate(settings.optimizer().get(), batch, now);
        } else {
            raised = withGradients(batch, now);
        }
        heard = true;
        step++;
        return raised;
    }

    /** A call that tells of a batch again is not a step. */
    List<Alarm> onRepetition() {
        notes.say(SetupMessages.TOLD_TWICE);
        return List.of();
    }

    private List<Alarm> withGradients(HeardBatch batch, StepLoss now) {
        List<Observation> observations = new ArrayList<>();
        List<Alarm> raised = new ArrayList<>();
        try (StepArrays arrays = new StepArrays.OfParameters()) {
            loop.look(step, arrays);
            raised.addAll(firstLook(arrays));
            loop.lost().ifPresent(raised::add);
            LiveStep live = live(step, batch, arrays, now, loop.hasMoved());
            measure(settings.quantities(), live, observations);
            if (!broken && LastLook.isBroken(observations)) {
                BatchArrays.observe(step, batch, observations::add);
            }
            raised.addAll(alarms.look(step, epoch, observations));
            if (!raised.isEmpty()) {
                settings.quantities().forEach(q -> q.measureIfDue(live, true, observations::add));
            }
        } finally {
            context.endStep();
        }
        record(step, epoch, observations, raised);
        raised.addAll(alarms.standing());
        return raised;
    }

    /** Measures what runs the network, as it is now; the update shows the rest. */
    private void beforeUpdate(WatchedOptimizer optimizer, HeardBatch batch, StepLoss now) {
        List<Observation> observations = new ArrayList<>();
        List<Alarm> raised = new ArrayList<>();
        try (StepArrays arrays = new StepArrays.Unreduced()) {
            raised.addAll(firstLook(arrays));
            measure(which(true), live(step, batch, arrays, now, true), observations);
        } finally {
            context.endStep();
        }
        waiting = Optional.of(new LiveStep.Waiting(step, epoch, now, observations, raised));
        optimizer.expect(network.parameters());
    }

    /** Measures the rest of the step whose update has been made. */
    private List<Alarm> onUpdate(WatchedOptimizer optimizer) {
        List<Alarm> raised = new ArrayList<>();
        waiting.ifPresent(
                last -> {
                    optimizer
                            .take()
                            .ifPresentOrElse(seen -> measureRest(last, seen), loop::missUpdate);
                    raised.addAll(alarms.look(last.number(), last.epoch(), last.observations()));
                    raised.addAll(0, last.raised());
                    record(last.number(), last.epoch(), last.observations(), raised);
                    raised.addAll(alarms.standing());
                });
        waiting = Optional.empty();
        return raised;
    }

    private void measureRest(LiveStep.Waiting last, StepArrays seen) {
        try (StepArrays arrays = seen) {
            measure(
                    which(false),
                    live(last.number(), HeardBatch.NOTHING, arrays, last.loss(), true),
                    last.observations());
        }
    }

    private List<ScheduledQuantity> which(boolean runNetwork) {
        return settings.quantities().stream()
                .filter(quantity -> quantity.runsNetwork() == runNetwork)
                .toList();
    }

    private static void measure(
            List<ScheduledQuantity> quantities, LiveStep live, List<Observation> observations) {
        quantities.forEach(q -> q.complete(live, observations::add));
        quantities.forEach(q -> q.measureIfDue(live, false, observations::add));
    }

    /** What is wrong before the first step: the engine, or first weights that nobody planned. */
    private List<Alarm> firstLook(StepArrays arrays) {
        List<Alarm> found = new ArrayList<>();
        if (!heard) {
            engineFault.ifPresent(fault -> found.add(SetupMessages.wrongEngine(step, fault)));
        }
        if (!heard && settings.firstStep() == 0) {
            settings.plan()
                    .flatMap(p -> PlanComparison.compare(step, p, network.parameters(), arrays))
                    .ifPresent(found::add);
        }
        return found;
    }

    private LiveStep live(
            long number, HeardBatch batch, StepArrays arrays, StepLoss of, boolean moved) {
        return new LiveStep(number, batch, network.parameters(), arrays, of, moved, context);
    }

    private void record(
            long number, int inEpoch, List<Observation> observations, List<Alarm> raised) {
        List<String> said = notes.take();
        if (!observations.isEmpty() || !raised.isEmpty() || !said.isEmpty()) {
            broken = LastLook.isBroken(observations);
            sinks.offer(new StepRecord(number, inEpoch, clock.now(), observations, raised, said));
        }
        raised.forEach(alarm -> logger.warn("{}", VisibleText.of(alarm.toString())));
    }

    /**
     * Looks a last time: a training that diverged may have ended before this listener was asked.
     */
    private void lookAtTheEnd() {
        List<WatchedParameter> open = LastLook.open(network.parameters());
        LastLook last = LastLook.of(loss, open);
        if (last.isNews(broken)) {
            step = last.isOfHeardBatch() ? step - 1 : step;
            List<Observation> observations = new ArrayList<>();
            try (StepArrays arrays = new StepArrays.OfParameters()) {
                if (open.size() == network.parameters().size()) {
                    LiveStep live = live(step, HeardBatch.NOTHING, arrays, StepLoss.NONE, true);
                    settings.quantities().forEach(q -> q.complete(live, observations::add));
                }
                last.observe(step, observations::add);
            }
            record(step, epoch, observations, alarms.look(step, epoch, observations));
        }
    }

    private void sayThatNothingWasHeard(boolean validated) {
        loss.failure().map(SetupMessages::lossThrew).ifPresent(notes::say);
        List<Alarm> raised = List.of();
        if (validated) {
            notes.say(SetupMessages.VALIDATED);
        } else if (loop.hasGradients()) {
            raised = List.of(SetupMessages.neverCalled(step));
        } else if (loss.failure().isEmpty()) {
            notes.say(SetupMessages.NOT_TRAINED);
        }
        record(step, epoch, List.of(), raised);
    }

    /**
     * Frees everything and finishes the sinks; called once.
     *
     * @param validated whether batches of a validation were heard of
     */
    void end(boolean validated) {
        try {
            if (heard) {
                settings.optimizer().ifPresent(this::onUpdate);
                loss.failure().map(SetupMessages::lossThrew).ifPresent(notes::say);
                lookAtTheEnd();
                record(step, epoch, List.of(), List.of());
            } else {
                sayThatNothingWasHeard(validated);
            }
        } catch (RuntimeException | Error e) {
            logger.warn("The end of the training cannot be looked at.", e);
        } finally {
            settings.quantities().forEach(ScheduledQuantity::close);
            try {
                context.close();
            } finally {
                sinks.close();
            }
        }
    }
}
