package io.github.djlmaxout.integration.diagnostics.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.optimizer.Optimizer;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Trainings with one fault each, watched as a listener does by default: the alarm names fault and
 * place within {@value #SOON} steps of the cause, and nothing else is said.
 */
class SickRunsTest {

    private static final long SEED = 20;

    private static final int SOON = 20;

    private static final int STEPS = 60;

    private static WatchedRun run(String engine, Block network, Optimizer optimizer) {
        return new WatchedRun(engine, network, optimizer, SEED);
    }

    /** The only alarm of a run, which must come soon after the cause. */
    private static Alarm alarm(WatchedRun run, int cause, AlarmKind kind, Place place) {
        List<Alarm> alarms = WatchedRun.alarms(run.train(STEPS));
        assertThat(alarms).as("alarms, seed " + SEED).isNotEmpty();
        Alarm alarm = alarms.get(0);
        // that a training is lost is said though it follows from updates that are too large
        assertThat(alarms.subList(1, alarms.size()))
                .as("other alarms, seed " + SEED)
                .allMatch(
                        other ->
                                kind == AlarmKind.UPDATE_RATIO
                                        && other.kind() == AlarmKind.DIVERGING);
        assertThat(alarm.kind()).as(alarm.toString()).isEqualTo(kind);
        assertThat(alarm.place()).as(alarm.toString()).isEqualTo(place);
        assertThat(alarm.step()).as(alarm.toString()).isBetween((long) cause, (long) cause + SOON);
        return alarm;
    }

    @OnEachEngine
    void weightsTooLarge(String engine) {
        SequentialBlock network = Networks.maxoutMlp(20, 32, 5);
        Networks.setGain(network, 2, SEED);
        Alarm alarm =
                alarm(
                        run(engine, network, Networks.sgd(0.05f)).flat(),
                        0,
                        AlarmKind.EXPLODING,
                        Place.layer("01MaxoutLinear"));
        assertThat(alarm.evidence()).contains("per layer from 01MaxoutLinear to 20MaxoutLinear");
        assertThat(alarm.cause()).contains("/ fan-in on 5 pieces");
        assertThat(alarm.remedy()).contains("InitializationPlan or c = 0.5555");
    }

    @OnEachEngine
    void weightsTooSmall(String engine) {
        SequentialBlock network = Networks.maxoutMlp(20, 32, 5);
        Networks.setGain(network, 0.1, SEED);
        Alarm alarm =
                alarm(
                        run(engine, network, Networks.sgd(0.05f)).flat(),
                        0,
                        AlarmKind.VANISHING,
                        Place.layer("01MaxoutLinear"));
        assertThat(alarm.remedy()).contains("InitializationPlan or c = 0.5555");
    }

    @OnEachEngine
    void learningRateTooHigh(String engine) {
        Alarm alarm =
                alarm(
                        run(engine, Networks.reluCnn(), Networks.adam(0.1f)),
                        0,
                        AlarmKind.UPDATE_RATIO,
                        Place.NETWORK);
        assertThat(alarm.cause()).contains("learning rate is too high");
    }

    @OnEachEngine
    void learningRateTooHighForPlainDescent(String engine) {
        Alarm alarm =
                alarm(
                        run(engine, Networks.maxoutMlp(3, 32, 5), Networks.sgd(5)).flat(),
                        0,
                        AlarmKind.UPDATE_RATIO,
                        Place.NETWORK);
        assertThat(alarm.cause()).contains("learning rate is too high");
    }

    /** All pieces of a unit get the first one's weights. */
    @OnEachEngine
    void identicalPieces(String engine) {
        SequentialBlock network = Networks.maxoutMlp(3, 32, 5);
        Networks.at(network, 1)
                .setInitializer(
                        (manager, shape, type) -> manager.create(repeated(shape, 5), shape),
                        Parameter.Type.WEIGHT);
        Alarm alarm =
                alarm(
                        run(engine, network, Networks.sgd(0.05f)).flat(),
                        0,
                        AlarmKind.TIES,
                        Place.layer("02MaxoutLinear"));
        assertThat(alarm.cause()).contains("same weights");
    }

    private static float[] repeated(Shape shape, int pieces) {
        Random random = new Random(~SEED);
        float[] values = new float[(int) shape.size()];
        int piece = values.length / pieces;
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    i < piece
                            ? (float) (random.nextGaussian() / Math.sqrt((double) shape.get(1)))
                            : values[i - piece];
        }
        return values;
    }

    /** Of unit 7, piece 2. */
    @OnEachEngine
    void deadPiece(String engine) {
        SequentialBlock network = Networks.maxoutMlp(3, 32, 5);
        Networks.at(network, 1)
                .setInitializer(
                        (manager, shape, type) -> {
                            float[] values = new float[(int) shape.size()];
                            values[2 * 32 + 7] = -1e3f;
                            return manager.create(values, shape);
                        },
                        Parameter.Type.BIAS);
        alarm(
                run(engine, network, Networks.sgd(0.05f)).flat(),
                0,
                AlarmKind.DEAD,
                Place.layer("02MaxoutLinear"));
    }

    @OnEachEngine
    void oneBatchWithNaN(String engine) {
        int cause = 15;
        Alarm alarm =
                alarm(
                        run(engine, Networks.maxoutCnn(), Networks.sgd(0.02f))
                                .fault(
                                        (step, batch) -> {
                                            if (step == cause) {
                                                batch.images[100] = Float.NaN;
                                            }
                                        }),
                        cause,
                        AlarmKind.NON_FINITE,
                        Place.NETWORK);
        assertThat(alarm.step()).isEqualTo(cause);
        assertThat(alarm.remedy()).contains("batch " + cause);
    }

    @OnEachEngine
    void frozenLayer(String engine) {
        SequentialBlock network = Networks.maxoutMlp(3, 32, 5);
        Networks.at(network, 1).freezeParameters(true);
        alarm(
                run(engine, network, Networks.sgd(0.05f)).flat(),
                0,
                AlarmKind.STALLED,
                Place.layer("02MaxoutLinear"));
    }

    @OnEachEngine
    void zeroInputs(String engine) {
        Alarm alarm =
                alarm(
                        run(engine, Networks.maxoutMlp(3, 32, 5), Networks.sgd(0.05f))
                                .flat()
                                .fault((step, batch) -> Arrays.fill(batch.images, 0)),
                        0,
                        AlarmKind.TIES,
                        Place.layer("01MaxoutLinear"));
        assertThat(alarm.cause()).contains("inputs of the network are all zero");
    }

    @OnEachEngine
    void deepReluWithSmallWeights(String engine) {
        SequentialBlock network = Networks.reluMlp(60, 32);
        Networks.setGain(network, 1, SEED);
        Alarm alarm =
                alarm(
                        run(engine, network, Networks.sgd(0.05f)).flat(),
                        0,
                        AlarmKind.VANISHING,
                        Place.layer("01Linear"));
        assertThat(alarm.cause()).contains("/ fan-in");
        assertThat(alarm.remedy()).containsPattern("c = (1\\.9|2)");
    }

    @OnEachEngine
    void labelsOfOneClass(String engine) {
        Alarm alarm =
                alarm(
                        run(engine, Networks.maxoutMlp(3, 32, 5), Networks.sgd(0.05f))
                                .flat()
                                .fault((step, batch) -> Arrays.fill(batch.labels, 3)),
                        0,
                        AlarmKind.STALLED,
                        Place.NETWORK);
        assertThat(alarm.cause()).contains("labels may all be of one class");
    }
}
