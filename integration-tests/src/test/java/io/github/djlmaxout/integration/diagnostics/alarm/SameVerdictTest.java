// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.diagnostics.check.Verdict;
import io.github.djlmaxout.integration.OnEachEngine;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the check calls sick before a training is not healthy at its first steps, and the reverse.
 * The learning rate is so small that nothing comes of it.
 */
class SameVerdictTest {

    /** As many as gradients are looked at before they are judged. */
    private static final int STEPS = 5;

    private static final long SEED = 20;
    private static final float RATE = 1e-3f;

    /**
     * A network and its inputs.
     *
     * @param name what it is
     * @param network makes it
     * @param input what is done to each input
     * @param healthy whether nothing is wrong with it
     */
    private record Case(
            String name, Supplier<Block> network, DoubleUnaryOperator input, boolean healthy) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, boolean healthy, Supplier<Block> network) {
        return new Case(name, network, x -> x, healthy);
    }

    private static Case inputs(String name, boolean healthy, DoubleUnaryOperator input) {
        return new Case(name, () -> Networks.reluMlp(3, 64), input, healthy);
    }

    private static List<Case> cases() {
        return List.of(
                of("maxout", true, () -> Networks.maxoutMlp(3, 32, 5)),
                of("deep maxout", true, () -> Networks.maxoutMlp(12, 32, 3)),
                of("ReLU", true, () -> Networks.reluMlp(3, 64)),
                of("dropout", true, Networks::dropoutMlp),
                of("4 layers, each halves", true, () -> gain(Networks.reluMlp(4, 64), 1)),
                of("2 layers, each by 3.6", true, () -> gain(Networks.maxoutMlp(2, 32, 5), 2)),
                of("6 layers, each by 3.6", false, () -> gain(Networks.maxoutMlp(6, 64, 5), 2)),
                of("9 layers, each by 2.5", false, () -> gain(Networks.maxoutMlp(9, 64, 5), 1.39)),
                of("30 layers, each halves", false, () -> gain(Networks.reluMlp(30, 32), 1)),
                of("a first layer by 2000", false, () -> scaled(Networks.reluMlp(3, 64), 0, 4000)),
                of("a layer of 3 by 2000", false, () -> scaled(Networks.reluMlp(3, 64), 2, 4000)),
                of("one hidden layer by 1e4", false, () -> scaled(Networks.reluMlp(1, 64), 0, 2e4)),
                of("a read-out by 1e4", false, () -> scaled(Networks.reluMlp(2, 64), 4, 1e4)),
                of("a layer by 1e-8", false, () -> scaled(Networks.reluMlp(3, 64), 2, 2e-8)),
                of("dead units", false, Faults::deadUnits),
                of(
                        "units that are rarely active",
                        true,
                        () -> biased(Networks.reluMlp(3, 64), 2, -3f)),
                of("a dead piece", false, () -> onePiece(Networks.maxoutMlp(3, 32, 3), -40)),
                of("a low piece", true, () -> onePiece(Networks.maxoutMlp(3, 32, 3), -2)),
                of("equal pieces", false, Faults::identicalPieces),
                of("equal pieces of 2 units", false, SameVerdictTest::twoUnitsTied),
                of("no weights", false, Faults::allWeightsZero),
                of("a weight of NaN", false, Faults::weightWithNaN),
                inputs("inputs by 3", true, x -> 3 * x),
                inputs("inputs by 1/100", true, x -> x / 100),
                inputs("inputs by 1e-5", false, x -> 1e-5 * x),
                inputs("inputs by 255", false, x -> 255 * x),
                inputs("inputs of zero", false, x -> 0));
    }

    private static SequentialBlock gain(SequentialBlock network, double gain) {
        return Faults.withGain(network, gain);
    }

    /** One layer gets weights of variance {@code c / fan-in}. */
    private static SequentialBlock scaled(SequentialBlock network, int index, double c) {
        Random random = new Random(SEED);
        Networks.at(network, index)
                .setInitializer(
                        (manager, shape, type) -> {
                            float[] values = new float[(int) shape.size()];
                            double deviation = Math.sqrt(c / (double) shape.get(1));
                            for (int i = 0; i < values.length; i++) {
                                values[i] = (float) (deviation * random.nextGaussian());
                            }
                            return manager.create(values, shape);
                        },
                        Parameter.Type.WEIGHT);
        return network;
    }

    private static SequentialBlock biased(SequentialBlock network, int index, float bias) {
        Networks.at(network, index)
                .setInitializer(new ConstantInitializer(bias), Parameter.Type.BIAS);
        return network;
    }

    private static SequentialBlock onePiece(SequentialBlock network, float bias) {
        Networks.at(network, 1)
                .setInitializer(
                        (manager, shape, type) -> {
                            float[] values = new float[(int) shape.size()];
                            values[7] = bias;
                            return manager.create(values, shape);
                        },
                        Parameter.Type.BIAS);
        return network;
    }

    /** Of the units 3 and 4 of the second layer, which has two pieces. */
    private static SequentialBlock twoUnitsTied() {
        SequentialBlock network = Networks.maxoutMlp(3, 32, 2);
        Random random = new Random(SEED);
        Networks.at(network, 1)
                .setInitializer(
                        (manager, shape, type) -> {
                            float[] values = new float[(int) shape.size()];
                            int row = (int) shape.get(1);
                            for (int i = 0; i < values.length; i++) {
                                values[i] = (float) (random.nextGaussian() / Math.sqrt(row));
                            }
                            for (int unit = 3; unit < 5; unit++) {
                                System.arraycopy(
                                        values, unit * row, values, (32 + unit) * row, row);
                            }
                            return manager.create(values, shape);
                        },
                        Parameter.Type.WEIGHT);
        return network;
    }

    static Stream<Arguments> all() {
        return OnEachEngine.Declared.engines()
                .flatMap(engine -> cases().stream().map(c -> Arguments.of(engine, c)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void isTheSameBeforeAndInTraining(String engine, Case given) {
        List<Alarm> alarms =
                WatchedRun.alarms(
                        new WatchedRun(engine, given.network().get(), Networks.sgd(RATE), SEED)
                                .flat()
                                .fault((step, batch) -> change(batch.images, given.input()))
                                .train(STEPS));
        SignalCheck full = check(engine, given, true);
        SignalCheck withoutLoss = check(engine, given, false);
        String all = alarms + System.lineSeparator() + full + withoutLoss;
        assertThat(alarms.isEmpty()).as(all).isEqualTo(given.healthy());
        assertThat(full.verdict().equals(Verdict.FINE)).as(all).isEqualTo(given.healthy());
        assertThat(withoutLoss.verdict().equals(Verdict.FINE)).as(all).isEqualTo(given.healthy());
    }

    private static void change(float[] images, DoubleUnaryOperator how) {
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) how.applyAsDouble(images[i]);
        }
    }

    private static SignalCheck check(String engine, Case given, boolean labelled) {
        Engine.getEngine(engine).setRandomSeed((int) SEED);
        ClassData.Drawn drawn = new ClassData(SEED, 32).next();
        change(drawn.images, given.input());
        Shape shape = new Shape(32, ClassData.PIXELS);
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block network = given.network().get();
            network.initialize(manager, DataType.FLOAT32, shape);
            NDList data = new NDList(manager.create(drawn.images, shape));
            NDList labels = new NDList(manager.create(drawn.labels, new Shape(32)));
            return labelled
                    ? SignalCheck.run(network, data, labels, Loss.softmaxCrossEntropyLoss())
                    : SignalCheck.run(network, data);
        }
    }
}
