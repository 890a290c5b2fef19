// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.diagnostics.probe.LossSurface;
import io.github.djlmaxout.diagnostics.probe.NetworkJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.NetworkStructure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** How often blocks of users are run, and which are not. */
class RunsOfForeignBlocksTest {

    private static final long SEED = 4;
    private static final Shape SHAPE = new Shape(5, 3);

    /** A block that counts its runs. */
    private static final class Counting extends AbstractBlock {

        private final UnaryOperator<NDArray> function;
        private int runs;

        Counting(UnaryOperator<NDArray> function) {
            this.function = function;
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            runs++;
            return new NDList(function.apply(inputs.singletonOrThrow()));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return inputs;
        }

        int takeRuns() {
            int taken = runs;
            runs = 0;
            return taken;
        }
    }

    private static Block network(Block middle) {
        return new SequentialBlock().add(Networks.linear(4)).add(middle).add(Networks.linear(2));
    }

    private static BatchProbe probe(Trial trial, Predicate<Block> unprobed) {
        return BatchProbe.of(
                trial.network(),
                trial.input(),
                new NDList(),
                Optional.empty(),
                5,
                Statistics.BATCH,
                Map.of(),
                unprobed);
    }

    /** The numbers that the documents promise. */
    @OnEachEngine
    void areAsManyAsDocumented(String engine) {
        Counting counting = new Counting(x -> x.mul(x).mul(x).add(x));
        try (Trial trial = new Trial(engine, network(counting), SHAPE, DataType.FLOAT32, SEED)) {
            counting.takeRuns();
            NetworkStructure.read(trial.network(), SHAPE);
            int reading = counting.takeRuns();
            assertThat(reading).isBetween(1, 12);
            try (BatchProbe probe = probe(trial, block -> false)) {
                assertThat(counting.takeRuns()).isEqualTo(reading);
                probe.signals();
                assertThat(counting.takeRuns()).isEqualTo(2);
                for (int step = 0; step < 3; step++) {
                    probe.forget();
                    probe.signals();
                    probe.signals();
                    assertThat(counting.takeRuns()).isEqualTo(1);
                }
            }
            NetworkWalk walk = NetworkWalk.of(trial.network(), SHAPE);
            counting.takeRuns();
            LossSurface surface =
                    LossSurface.of(
                            walk,
                            trial.input(),
                            new NDList(trial.manager().zeros(new Shape(5, 2))),
                            Loss.l2Loss(),
                            Parameter::requiresGradient);
            surface.value(new double[surface.dimension()]);
            assertThat(counting.takeRuns()).isEqualTo(1);
            surface.gradient(new double[surface.dimension()]);
            assertThat(counting.takeRuns()).isEqualTo(1);
            walk.jacobian(trial.input(), Parameter::requiresGradient).close();
            assertThat(counting.takeRuns()).isEqualTo(2);
            SignalCheck.run(trial.network(), trial.input());
            assertThat(counting.takeRuns()).isLessThan(100);
        }
    }

    @OnEachEngine
    void areNoneForWhatIsLeftOut(String engine) {
        Counting counting = new Counting(x -> x.mul(x));
        int[] ofLambda = {0};
        Block lambda =
                LambdaBlock.singleton(
                        x -> {
                            ofLambda[0]++;
                            return x.tanh();
                        });
        for (Block left : List.of(counting, lambda)) {
            Block network = network(left);
            try (Trial trial = new Trial(engine, network, SHAPE, DataType.FLOAT32, SEED);
                    BatchProbe probe = first(trial, counting, ofLambda, left)) {
                assertThat(probe.signals())
                        .extracting(LayerSignal::layer)
                        .containsExactly("01Linear");
                assertThat(probe.explanation())
                        .hasValueSatisfying(
                                text -> assertThat(text).contains("02", "left out of probes"));
                assertThatThrownBy(() -> NetworkWalk.of(probe))
                        .isInstanceOf(NotMeasurableException.class)
                        .hasMessageContaining("left out of probes");
                assertThat(counting.takeRuns()).isZero();
                assertThat(ofLambda[0]).isZero();
            }
        }
    }

    /** Forgets the runs of the initialization, which is DJL's. */
    private static BatchProbe first(Trial trial, Counting counting, int[] ofLambda, Block left) {
        counting.takeRuns();
        ofLambda[0] = 0;
        return probe(trial, block -> block == left);
    }

    /** What draws from the engine is seen before it does, so its stream stays where it was. */
    @OnEachEngine
    void areNoneForWhatDrawsFromTheEngine(String engine) {
        Block noise = new Counting(x -> x.add(x.getManager().randomNormal(x.getShape())));
        Block sampling =
                LambdaBlock.singleton(x -> x.add(x.getManager().randomUniform(0, 1, x.getShape())));
        for (Block drawing : List.of(noise, sampling)) {
            Block network = network(drawing);
            try (Trial trial = new Trial(engine, network, SHAPE, DataType.FLOAT32, SEED)) {
                Engine.getEngine(engine).setRandomSeed(9);
                float[] expected = trial.manager().randomNormal(new Shape(4)).toFloatArray();
                Engine.getEngine(engine).setRandomSeed(9);
                try (BatchProbe probe = probe(trial, block -> false)) {
                    assertThat(probe.signals())
                            .extracting(LayerSignal::layer)
                            .containsExactly("01Linear");
                    assertThat(probe.explanation())
                            .hasValueSatisfying(
                                    text -> assertThat(text).contains("draws random numbers"));
                }
                assertThat(trial.manager().randomNormal(new Shape(4)).toFloatArray())
                        .containsExactly(expected);
            }
        }
    }

    @OnEachEngine
    void endForGoodWhereTwoOfThemDiffer(String engine) {
        Random random = new Random(SEED);
        Counting drawing = new Counting(x -> x.add((float) random.nextGaussian()));
        int[] calls = {0};
        Counting growing = new Counting(x -> x.add(calls[0]++));
        for (Counting unsteady : List.of(drawing, growing)) {
            try (Trial trial = new Trial(engine, network(unsteady), SHAPE, DataType.FLOAT32, SEED);
                    BatchProbe probe = probe(trial, block -> false)) {
                assertThat(probe.signals()).isEmpty();
                assertThat(probe.explanation())
                        .hasValueSatisfying(
                                text -> assertThat(text).contains("another result", "01Linear"));
                unsteady.takeRuns();
                probe.forget();
                assertThat(probe.signals()).isEmpty();
                assertThatThrownBy(() -> NetworkWalk.of(probe))
                        .isInstanceOf(NotMeasurableException.class);
                assertThat(unsteady.takeRuns()).isZero();
            }
        }
    }

    /** Some blocks cannot be evaluated at all, such as DJL's EncoderDecoder. */
    @OnEachEngine
    void thatThrowEndTheRunWithOneSentence(String engine) {
        Counting throwing =
                new Counting(
                        x -> {
                            throw new UnsupportedOperationException("no prediction");
                        });
        try (Trial trial = new Trial(engine, network(throwing), SHAPE, DataType.FLOAT32, SEED);
                BatchProbe probe = probe(trial, block -> false)) {
            assertThat(probe.signals()).extracting(LayerSignal::layer).containsExactly("01Linear");
            assertThat(probe.explanation())
                    .hasValueSatisfying(
                            text -> assertThat(text).contains("02Counting", "no prediction"));
        }
    }

    /** A first block that works in place has its own input, and so has everybody else. */
    @OnEachEngine
    void neverChangeTheirInput(String engine) {
        for (Block first :
                List.of(
                        LambdaBlock.singleton(x -> x.muli(3)),
                        new Counting(x -> x.muli(2).addi(1)))) {
            SequentialBlock network = new SequentialBlock().add(first).add(Networks.linear(2));
            try (Trial trial = new Trial(engine, network, SHAPE, DataType.FLOAT32, SEED);
                    BatchProbe probe = probe(trial, block -> false)) {
                double[] before = Trial.wide(trial.input().head());
                double[] expected = trial.evaluated();
                for (int step = 0; step < 2; step++) {
                    double[] output = Trial.wide(probe.signals().get(0).output());
                    for (int i = 0; i < output.length; i++) {
                        assertThat(output[i]).isCloseTo(expected[i], within(1e-5));
                    }
                    probe.forget();
                }
                assertThat(Trial.wide(probe.batch().head())).containsExactly(before);
            }
        }
    }

    /** {@code sqrt(x + w)} with one weight. */
    private static final class Root extends AbstractBlock {

        private final Parameter weight =
                addParameter(
                        Parameter.builder()
                                .setName("w")
                                .setType(Parameter.Type.WEIGHT)
                                .optShape(new Shape(1))
                                .optInitializer(Initializer.ZEROS)
                                .build());

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            NDArray x = inputs.singletonOrThrow();
            return new NDList(x.add(store.getValue(weight, x.getDevice(), training)).sqrt());
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return inputs;
        }
    }

    /** By hand: {@code 1 / (2 sqrt(x))} at 0, 1, 4 and 1/4. */
    @OnEachEngine
    void oneBadSampleSpoilsNoOther(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block root = new Root();
            Shape shape = new Shape(4, 1);
            root.initialize(manager, DataType.FLOAT32, shape);
            NDList x = new NDList(manager.create(new float[] {0, 1, 4, 0.25f}, shape));
            try (NetworkJacobian jacobian =
                    NetworkWalk.of(root, shape).jacobian(x, parameter -> true)) {
                assertThat(jacobian.layers().get(0).matrix().toFloatArray())
                        .containsExactly(Float.POSITIVE_INFINITY, 0.5f, 0.25f, 1);
            }
        }
    }
}
