package io.github.djlmaxout.integration.diagnostics.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.Block;
import ai.djl.training.optimizer.Optimizer;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.integration.OnEachEngine;

import org.junit.jupiter.api.Tag;

import java.util.List;

/** Trainings of different kinds that go well: they learn, and nothing is said about them. */
class HealthyRunsTest {

    private static final long SEED = 20;

    private static final int STEPS = 120;

    private static WatchedRun run(String engine, Block network, Optimizer optimizer) {
        return new WatchedRun(engine, network, optimizer, SEED).schedule(Schedule.every(1));
    }

    private static void isHealthy(WatchedRun run) {
        List<StepRecord> records = run.train(STEPS);
        assertThat(WatchedRun.alarms(records)).as("seed " + SEED).isEmpty();
        // silence means nothing where nothing was seen
        assertThat(records)
                .flatExtracting(StepRecord::observations)
                .extracting(Observation::series)
                .contains("gradient norm ratio", "update ratio", "activation second moment");
        assertThat(loss(records, STEPS - 20, STEPS))
                .as("loss of the last 20 steps, seed " + SEED)
                .isLessThan(0.8 * loss(records, 0, 5));
    }

    /** The mean loss of some steps. */
    private static double loss(List<StepRecord> records, int from, int to) {
        return records.stream()
                .flatMap(step -> step.observations().stream())
                .filter(o -> o.series().equals("loss") && o.place().equals(Place.NETWORK))
                .filter(o -> o.step() >= from && o.step() < to)
                .mapToDouble(HealthyRunsTest::value)
                .average()
                .orElseThrow();
    }

    private static double value(Observation observation) {
        return ((ScalarObservation) observation).value();
    }

    @OnEachEngine
    void reluCnn(String engine) {
        isHealthy(run(engine, Networks.reluCnn(), Networks.adam(1e-3f)));
    }

    @OnEachEngine
    void maxoutMlp(String engine) {
        isHealthy(run(engine, Networks.maxoutMlp(3, 32, 5), Networks.sgd(0.05f)).flat());
    }

    @OnEachEngine
    void maxoutCnn(String engine) {
        isHealthy(run(engine, Networks.maxoutCnn(), Networks.sgd(0.02f)));
    }

    @OnEachEngine
    void batchNorm(String engine) {
        isHealthy(run(engine, Networks.normalizedCnn(), Networks.momentum(0.02f)));
    }

    @OnEachEngine
    void dropout(String engine) {
        isHealthy(run(engine, Networks.dropoutMlp(), Networks.adam(1e-3f)).flat());
    }

    @OnEachEngine
    void deepWithAdam(String engine) {
        isHealthy(run(engine, Networks.maxoutMlp(12, 32, 3), Networks.adam(1e-3f)).flat());
    }

    @OnEachEngine
    void momentum(String engine) {
        isHealthy(run(engine, Networks.reluMlp(3, 64), Networks.momentum(0.02f)).flat());
    }

    @OnEachEngine
    void smallBatches(String engine) {
        isHealthy(
                run(engine, Networks.maxoutMlp(2, 32, 3), Networks.sgd(0.01f)).flat().batchSize(4));
    }

    @OnEachEngine
    void largeBatches(String engine) {
        isHealthy(
                run(engine, Networks.maxoutMlp(2, 32, 3), Networks.adam(3e-3f))
                        .flat()
                        .batchSize(512));
    }

    @Tag("long")
    @OnEachEngine
    void residual(String engine) {
        isHealthy(run(engine, Networks.residual(), Networks.adam(1e-3f)));
    }
}
