package io.github.djlmaxout.diagnostics.listener;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.diagnostics.alarm.AlarmRule;
import io.github.djlmaxout.diagnostics.alarm.AlarmRules;
import io.github.djlmaxout.diagnostics.alarm.Alarms;
import io.github.djlmaxout.diagnostics.listener.LiveStep.StepLoss;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One training that is being watched, from its first batch to its end. */
final class Watch {

    private static final Logger logger = LoggerFactory.getLogger(DiagnosticsListener.class);

    private final Settings settings;
    private final NetworkParameters network;
    private final LossSource loss;
    private final Notes notes = new Notes();
    private final LoopCheck loop;
    private final Context context;
    private final RunningSinks sinks;
    private final Alarms alarms;
    private long step;
    private int epoch;
    private boolean heard;
    private boolean broken;

    /**
     * Begins to watch.
     *
     * @param first the first batch; nothing if the training ended without one
     * @throws IllegalStateException if gradients are not where they can be seen
     */
    Watch(Settings settings, Trainer trainer, TrainingListener reader, HeardBatch first) {
        this.settings = settings;
        network = NetworkParameters.of(trainer.getModel().getBlock());
        requireOneDevice(trainer);
        step = settings.firstStep();
        loss = LossSource.of(trainer, reader);
        loop = LoopCheck.of(trainer, network.parameters(), notes);
        context =
                Context.of(
                        settings, trainer.getModel().getBlock(), trainer.getLoss(), first, notes);
        RunInfo run =
                new RunInfo(
                        settings.title(),
                        Instant.now(),
                        network.layers(),
                        RunManifest.of(trainer, network, loss, settings.manifest()),
                        first.predictions().stream().findFirst().map(NDList::size).orElse(0));
        List<AlarmRule> rules = new ArrayList<>();
        rules.add(loop);
        rules.addAll(AlarmRules.standard());
        alarms = Alarms.of(run, context::expected, rules);
        sinks = RunningSinks.start(settings.sinks(), run);
    }

    /** The trainer keeps a copy of its own for each device that is not the parameter's. */
    private void requireOneDevice(Trainer trainer) {
        Device device = trainer.getDevices()[0];
        for (WatchedParameter parameter : network.parameters()) {
            Device own = parameter.parameter().getArray().getDevice();
            if (!own.equals(device)) {
                throw new IllegalStateException(
                        "The trainer works on "
                                + device
                                + ", but the parameter "
                                + parameter.name()
                                + " is on "
                                + own
                                + ", where no gradients arrive: make the model on "
                                + device
                                + ".");
            }
        }
    }

    void onEpoch() {
        epoch++;
        loss.onEpoch();
    }

    /**
     * Measures what is due.
     *
     * @return the alarms of this step, and what is not finite even if that is no news
     */
    List<Alarm> onBatch(HeardBatch batch) {
        List<Observation> observations = new ArrayList<>();
        List<Alarm> raised = new ArrayList<>();
        try (StepArrays arrays = new ParameterArrays()) {
            loop.look(step, arrays, network.parameters());
            if (!heard && settings.firstStep() == 0) {
                settings.plan()
                        .flatMap(p -> FirstWeights.compare(step, p, network.parameters(), arrays))
                        .ifPresent(raised::add);
            }
            loop.lost().ifPresent(raised::add);
            LiveStep live = step(batch, arrays, StepLoss.of(loss, batch), loop.hasMoved());
            settings.quantities().forEach(q -> q.complete(live, observations::add));
            settings.quantities().forEach(q -> q.measureIfDue(live, false, observations::add));
            raised.addAll(alarms.look(step, epoch, observations));
            if (!raised.isEmpty()) {
                settings.quantities().forEach(q -> q.measureIfDue(live, true, observations::add));
            }
        } finally {
            context.endStep();
        }
        heard = true;
        record(observations, raised);
        step++;
        raised.addAll(alarms.standing());
        return raised;
    }

    private LiveStep step(HeardBatch batch, StepArrays arrays, StepLoss of, boolean moved) {
        return new LiveStep(step, batch, network.parameters(), arrays, of, moved, context);
    }

    private void record(List<Observation> observations, List<Alarm> raised) {
        List<String> said = notes.take();
        if (!observations.isEmpty() || !raised.isEmpty() || !said.isEmpty()) {
            broken = LastLook.isBroken(observations);
            sinks.offer(new StepRecord(step, epoch, Instant.now(), observations, raised, said));
        }
        raised.forEach(alarm -> logger.warn("{}", alarm));
    }

    /**
     * Looks a last time: a training that diverged may have ended before this listener was asked.
     */
    private void lookAtTheEnd() {
        LastLook last = LastLook.of(loss, network.parameters());
        if (last.isNews(broken)) {
            step = last.isOfHeardBatch() ? step - 1 : step;
            List<Observation> observations = new ArrayList<>();
            try (StepArrays arrays = new ParameterArrays()) {
                LiveStep live = step(HeardBatch.NOTHING, arrays, StepLoss.NONE, true);
                settings.quantities().forEach(q -> q.complete(live, observations::add));
                last.observe(step, observations::add);
            }
            record(observations, alarms.look(step, epoch, observations));
        }
    }

    /** Says that there was nothing to hear. */
    private void sayThatNothingWasHeard() {
        record(
                List.of(),
                List.of(
                        new Alarm(
                                step,
                                AlarmKind.SETUP,
                                Place.NETWORK,
                                "The training ended, and the listener was not told of any batch",
                                "A loop of one's own does not call the listeners by itself, or it"
                                        + " ended before the first batch",
                                LoopCheck.CALL)));
    }

    /** Frees everything and finishes the sinks; called once. */
    void end() {
        try {
            if (heard) {
                lookAtTheEnd();
            } else {
                sayThatNothingWasHeard();
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
