// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.alarm;

import ai.djl.nn.Block;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.optimizer.Optimizer;

import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.integration.zoo.Zoo;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Trainings with one fault each. */
@SuppressWarnings("ImmutableEnumChecker") // how to train is a function that nothing changes
enum SickTraining {
    WEIGHTS_TOO_LARGE(
            new Expected(
                    AlarmKind.EXPLODING,
                    Place.layer("01MaxoutLinear"),
                    0,
                    0,
                    "per layer from 01MaxoutLinear to 20MaxoutLinear",
                    "/ fan-in on 5 pieces",
                    "InitializationPlan or c = 0.5555"),
            () -> Faults.withGain(Networks.maxoutMlp(20, 16, 5), 2),
            () -> Networks.sgd(0.05f),
            WatchedRun::flat),
    WEIGHTS_TOO_SMALL(
            new Expected(
                    AlarmKind.VANISHING,
                    Place.layer("01MaxoutLinear"),
                    0,
                    0,
                    "InitializationPlan or c = 0.5555"),
            () -> Faults.withGain(Networks.maxoutMlp(20, 16, 5), 0.1),
            () -> Networks.sgd(0.05f),
            WatchedRun::flat),
    DEEP_RELU_WITH_SMALL_WEIGHTS(
            new Expected(AlarmKind.VANISHING, Place.layer("01Linear"), 0, 0, "/ fan-in"),
            () -> Faults.withGain(Networks.reluMlp(30, 16), 1),
            () -> Networks.sgd(0.05f),
            WatchedRun::flat),
    EXPLODING_CNN(
            new Expected(
                    AlarmKind.EXPLODING,
                    Place.layer("01Conv2d"),
                    0,
                    0,
                    "per layer from 01Conv2d to 15Conv2d"),
            Faults::explodingCnn,
            () -> Networks.sgd(0.01f),
            run -> run),
    DEEP_SIGMOID(
            new Expected(
                    AlarmKind.VANISHING, Place.layer("01Linear"), 0, 10, "activation functions"),
            Faults::deepSigmoid,
            () -> Networks.sgd(0.1f),
            WatchedRun::flat),
    HE_IN_DEEP_MAXOUT(
            new Expected(AlarmKind.EXPLODING, Place.layer("01MaxoutLinear"), 0, 0, "c = 0.5555"),
            () -> Faults.withHe(Networks.maxoutMlp(20, 16, 5)),
            () -> Networks.sgd(0.05f),
            WatchedRun::flat),
    HE_IN_WIDE_MAXOUT(
            new Expected(AlarmKind.EXPLODING, Place.layer("01MaxoutLinear"), 0, 0, "c = 0.5555"),
            () -> Faults.withHe(Networks.maxoutMlp(6, 64, 5)),
            () -> Networks.sgd(0.01f),
            WatchedRun::flat),
    LARGE_READ_OUT(
            new Expected(AlarmKind.FIRST_LOSS, Place.NETWORK, 0, 0, "guessing among 10 classes"),
            Faults::largeReadOut,
            () -> Networks.sgd(0.001f),
            WatchedRun::flat),
    LARGE_INPUTS(
            new Expected(AlarmKind.FIRST_LOSS, Place.NETWORK, 0, 0, "Scale the inputs"),
            () -> Networks.reluMlp(2, 64),
            () -> Networks.sgd(0.01f),
            run ->
                    run.flat()
                            .fault(
                                    (step, batch) -> {
                                        for (int i = 0; i < batch.images.length; i++) {
                                            batch.images[i] *= 255;
                                        }
                                    })),
    RATE_TOO_HIGH_FOR_ADAM(
            new Expected(AlarmKind.UPDATE_RATIO, Place.NETWORK, 1, 11, "learning rate is too high"),
            Networks::reluCnn,
            () -> Networks.adam(0.1f),
            run -> run),
    RATE_TOO_HIGH(
            new Expected(AlarmKind.UPDATE_RATIO, Place.NETWORK, 1, 11, "learning rate is too high"),
            () -> Networks.maxoutMlp(3, 32, 5),
            () -> Networks.sgd(5),
            WatchedRun::flat),
    RATE_A_LITTLE_TOO_HIGH(
            new Expected(AlarmKind.DIVERGING, Place.NETWORK, 1, 20, "learning rate is too high"),
            Networks::maxoutCnn,
            () -> Networks.sgd(0.3f),
            run -> run),
    RATE_FAR_TOO_HIGH(
            new Expected(AlarmKind.UPDATE_RATIO, Place.NETWORK, 1, 1, "learning rate is too high"),
            Networks::maxoutCnn,
            () -> Networks.sgd(1e20f),
            run -> run),
    DIVERGES_BEHIND_DJLS_LISTENERS(
            new Expected(AlarmKind.UPDATE_RATIO, Place.NETWORK, 1, 1, "learning rate is too high"),
            Networks::maxoutCnn,
            () -> Networks.sgd(1e20f),
            run -> run.among(ofDjl(), List.of())),
    DIVERGES_BEFORE_DJLS_LISTENERS(
            new Expected(AlarmKind.UPDATE_RATIO, Place.NETWORK, 1, 1, "learning rate is too high"),
            Networks::maxoutCnn,
            () -> Networks.sgd(1e20f),
            run -> run.among(List.of(), ofDjl())),
    RATE_ZERO(
            new Expected(
                    AlarmKind.UPDATE_RATIO,
                    Place.NETWORK,
                    1,
                    31,
                    "No weight has moved",
                    "learning rate is 0"),
            () -> Networks.maxoutMlp(3, 32, 5),
            () -> Networks.sgd(0),
            WatchedRun::flat),
    RATE_FAR_TOO_LOW(
            new Expected(AlarmKind.UPDATE_RATIO, Place.NETWORK, 1, 220, "too low"),
            () -> Networks.maxoutMlp(3, 32, 5),
            () -> Networks.sgd(1e-8f),
            WatchedRun::flat),
    IDENTICAL_PIECES(
            new Expected(AlarmKind.TIES, Place.layer("02MaxoutLinear"), 0, 0, "same weights"),
            Faults::identicalPieces,
            () -> Networks.sgd(0.05f),
            WatchedRun::flat),
    DEAD_PIECE(
            new Expected(
                    AlarmKind.DEAD,
                    Place.layer("02MaxoutLinear"),
                    0,
                    20,
                    "A piece of 02MaxoutLinear"),
            Faults::deadPiece,
            () -> Networks.sgd(0.05f),
            WatchedRun::flat),
    DEAD_UNITS(
            new Expected(AlarmKind.DEAD, Place.layer("03Linear"), 0, 0, "100 %"),
            Faults::deadUnits,
            () -> Networks.sgd(0.05f),
            WatchedRun::flat),
    ALL_WEIGHTS_ZERO(
            new Expected(AlarmKind.DEAD, Place.layer("01Linear"), 0, 0, "100 %"),
            Faults::allWeightsZero,
            () -> Networks.sgd(0.05f),
            WatchedRun::flat),
    WEIGHT_WITH_NAN(
            new Expected(
                    AlarmKind.NON_FINITE, Place.layer("03Linear"), 0, 0, "Weights of 03Linear"),
            Faults::weightWithNaN,
            () -> Networks.sgd(0.05f),
            WatchedRun::flat),
    INPUT_WITH_NAN(
            new Expected(AlarmKind.NON_FINITE, Place.NETWORK, 15, 15, "batch 15"),
            Networks::maxoutCnn,
            () -> Networks.sgd(0.02f),
            run -> run.fault((step, batch) -> set(batch.images, step == 15, Float.NaN))),
    INFINITE_INPUT(
            new Expected(AlarmKind.NON_FINITE, Place.NETWORK, 15, 15, "batch 15"),
            () -> Networks.maxoutMlp(3, 32, 5),
            () -> Networks.adam(1e-3f),
            run ->
                    run.flat()
                            .fault(
                                    (step, batch) ->
                                            set(
                                                    batch.images,
                                                    step == 15,
                                                    Float.POSITIVE_INFINITY))),
    LABELS_OF_ONE_CLASS(
            new Expected(AlarmKind.STALLED, Place.NETWORK, 1, 20, "labels may all be of one class"),
            () -> Networks.maxoutMlp(3, 32, 5),
            () -> Networks.sgd(0.05f),
            run -> run.flat().fault((step, batch) -> Arrays.fill(batch.labels, 3))),
    ZERO_INPUTS(
            new Expected(
                    AlarmKind.TIES,
                    Place.layer("01MaxoutLinear"),
                    0,
                    0,
                    "inputs of the network are all zero"),
            () -> Networks.maxoutMlp(3, 32, 5),
            () -> Networks.sgd(0.05f),
            run -> run.flat().fault((step, batch) -> Arrays.fill(batch.images, 0))),
    FROZEN_LAYER(
            new Expected(
                    AlarmKind.STALLED, Place.layer("02MaxoutLinear"), 0, 0, "freezeParameters"),
            () -> Faults.frozen(Networks.maxoutMlp(3, 32, 5), 1),
            () -> Networks.sgd(0.05f),
            WatchedRun::flat),
    STOPPED_GRADIENT(
            new Expected(
                    AlarmKind.STALLED, Place.layer("01Linear"), 0, 20, "gradients of 01Linear"),
            Faults::stoppedGradient,
            () -> Networks.sgd(0.05f),
            WatchedRun::flat),
    UNUSED_LAST_BLOCK(
            new Expected(
                    AlarmKind.STALLED,
                    Place.layer("03ParallelBlock/02Linear"),
                    0,
                    20,
                    "gradients of 03ParallelBlock/02Linear"),
            Faults::unusedLastBlock,
            () -> Networks.sgd(0.05f),
            WatchedRun::flat),
    ENCODER_WITHOUT_GRADIENT(
            new Expected(
                    AlarmKind.STALLED,
                    Place.layer(
                            "01Encoder/01Block/01TrainableTextEmbedding/01trainableWordEmbedding"),
                    0,
                    20,
                    "have been zero"),
            Zoo.SEQ2SEQ_WITH_OWN_LOSS);

    /**
     * What the first alarm must name.
     *
     * @param kind the fault
     * @param place where it is
     * @param from the first step at which it can be seen
     * @param to the last step at which it must have been said
     * @param words what the alarm says among others
     */
    record Expected(AlarmKind kind, Place place, long from, long to, List<String> words) {

        Expected(AlarmKind kind, Place place, long from, long to, String... words) {
            this(kind, place, from, to, List.of(words));
        }
    }

    private final Expected expected;
    private final Watched watched;

    SickTraining(Expected expected, Zoo zoo) {
        this.expected = expected;
        watched = Watched.of(zoo);
    }

    SickTraining(
            Expected expected,
            Supplier<Block> network,
            Supplier<Optimizer> optimizer,
            UnaryOperator<WatchedRun> how) {
        this.expected = expected;
        watched =
                (engine, seed, steps) ->
                        how.apply(new WatchedRun(engine, network.get(), optimizer.get(), seed))
                                .train(steps);
    }

    private static List<TrainingListener> ofDjl() {
        return List.of(TrainingListener.Defaults.basic());
    }

    private static void set(float[] values, boolean now, float value) {
        if (now) {
            values[100] = value;
        }
    }

    Expected expected() {
        return expected;
    }

    Watched watched() {
        return watched;
    }
}
