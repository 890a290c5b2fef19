package io.github.djlmaxout.diagnostics.listener;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener.BatchData;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.diagnostics.alarm.Alarms;
import io.github.djlmaxout.diagnostics.sink.SinkWorker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One training that is being watched, from its first batch to its end. */
final class Watch {

    private static final Logger logger = LoggerFactory.getLogger(DiagnosticsListener.class);

    private final Settings settings;
    private final Trainer trainer;
    private final NetworkParameters network;
    private final Context context;
    private final List<SinkWorker> sinks = new ArrayList<>();
    private final Alarms alarms;
    private long step;
    private int epoch;

    /**
     * Begins to watch.
     *
     * @throws IllegalStateException if gradients are not where they can be seen
     */
    Watch(Settings settings, Trainer trainer, BatchData first) {
        this.settings = settings;
        this.trainer = trainer;
        network = NetworkParameters.of(trainer.getModel().getBlock());
        requireOneDevice();
        step = settings.firstStep();
        context = Context.of(settings, trainer.getModel().getBlock(), trainer.getLoss(), first);
        RunInfo run =
                new RunInfo(
                        settings.title(),
                        Instant.now(),
                        network.layers(),
                        RunManifest.of(trainer, network, settings.manifest()),
                        outputs(first));
        alarms = Alarms.standard(run, context::expected);
        settings.sinks().forEach(sink -> sinks.add(SinkWorker.start(sink, run)));
    }

    private static int outputs(BatchData batch) {
        return batch.getPredictions().values().stream().findFirst().map(NDList::size).orElse(0);
    }

    /** The trainer keeps a copy of its own for each device that is not the parameter's. */
    private void requireOneDevice() {
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
    }

    /**
     * Measures what is due.
     *
     * @return the alarms of this step, and what is not finite even if that is no news
     */
    List<Alarm> onBatch(BatchData batch) {
        List<Observation> observations = new ArrayList<>();
        List<Alarm> raised;
        try (LiveStep live = new LiveStep(step, trainer, batch, network.parameters(), context)) {
            settings.quantities().forEach(q -> q.complete(live, observations::add));
            settings.quantities().forEach(q -> q.measureIfDue(live, false, observations::add));
            raised = alarms.look(step, epoch, observations);
            if (!raised.isEmpty()) {
                settings.quantities().forEach(q -> q.measureIfDue(live, true, observations::add));
            }
        } finally {
            context.endStep();
        }
        if (!observations.isEmpty() || !raised.isEmpty()) {
            StepRecord record = new StepRecord(step, epoch, Instant.now(), observations, raised);
            sinks.forEach(sink -> sink.offer(record));
        }
        raised.forEach(alarm -> logger.warn("{}", alarm));
        step++;
        return alarms.standing();
    }

    /** Frees everything and finishes the sinks; called once. */
    void end() {
        settings.quantities().forEach(ScheduledQuantity::close);
        try {
            context.close();
        } finally {
            sinks.forEach(SinkWorker::close);
        }
    }
}
