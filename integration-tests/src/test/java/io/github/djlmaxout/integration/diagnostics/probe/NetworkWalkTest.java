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
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.diagnostics.probe.LayerGradient;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.diagnostics.probe.WalkSignals;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.Maxout;

import java.util.List;
import java.util.function.Consumer;

/** What a walk sees of a network. */
class NetworkWalkTest {

    private static final long SEED = 5;

    private static void with(
            String engine, Block network, Shape shape, DataType type, Consumer<Trial> test) {
        try (Trial trial = new Trial(engine, network, shape, type, SEED)) {
            test.accept(trial);
        }
    }

    private static NetworkWalk walk(Trial trial) {
        return NetworkWalk.of(trial.network(), trial.input().head().getShape());
    }

    /** Two ways to sum some dozen numbers of size 1 in float32. */
    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i])
                    .isCloseTo(expected[i], within(1e-5 * (1 + Math.abs(expected[i]))));
        }
    }

    @OnEachEngine
    void theOutputIsTheNetworksOwn(String engine) {
        assertOutput(engine, Networks.recurrent(), Networks.SEQUENCES);
        assertOutput(engine, Networks.convolutional(), Networks.IMAGES);
        assertOutput(engine, Networks.gated(), Networks.VECTORS);
        assertOutput(engine, Networks.sequence(), Networks.SEQUENCES);
        assertOutput(engine, Networks.normalized(), Networks.VECTORS);
        assertOutput(
                engine,
                new SequentialBlock()
                        .add(Networks.linear(4))
                        .add(BatchNorm.builder().optAxis(2).optEpsilon(0.3f).build())
                        .add(Blocks.batchFlattenBlock())
                        .add(BatchNorm.builder().optScale(false).build()),
                Networks.SEQUENCES);
    }

    private static void assertOutput(String engine, Block network, Shape shape) {
        with(
                engine,
                network,
                shape,
                DataType.FLOAT32,
                trial -> {
                    double[] expected = trial.evaluated();
                    NetworkWalk walk = walk(trial);
                    assertThat(walk.explanation()).isEmpty();
                    for (NetworkWalk each : List.of(walk, walk.withType(DataType.FLOAT32))) {
                        try (WalkSignals seen = each.forward(trial.input())) {
                            assertClose(Trial.wide(seen.output().singletonOrThrow()), expected);
                        }
                    }
                });
    }

    @OnEachEngine
    void runsInDoublePrecision(String engine) {
        with(
                engine,
                Networks.convolutional(),
                Networks.IMAGES,
                DataType.FLOAT32,
                trial -> {
                    NetworkWalk walk = walk(trial).withType(DataType.FLOAT64);
                    try (WalkSignals seen = walk.forward(trial.input())) {
                        NDArray output = seen.output().singletonOrThrow();
                        assertThat(output.getDataType()).isEqualTo(DataType.FLOAT64);
                        assertClose(Trial.wide(output), trial.evaluated());
                    }
                });
        assertThatThrownBy(
                        () ->
                                NetworkWalk.of(Networks.linear(1), new Shape(1, 2))
                                        .withType(DataType.INT32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("int32");
    }

    @OnEachEngine
    void statisticsOfTheBatchAreThoseOfTraining(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(Networks.convolution(3))
                        .add(BatchNorm.builder().build())
                        .add(Activation::relu)
                        .add(Blocks.batchFlattenBlock())
                        .add(Networks.linear(4))
                        .add(BatchNorm.builder().optEpsilon(0.01f).build());
        with(
                engine,
                network,
                Networks.IMAGES,
                DataType.FLOAT32,
                trial -> {
                    NetworkWalk walk = walk(trial).withStatistics(Statistics.BATCH);
                    try (WalkSignals seen = walk.forward(trial.input());
                            GradientCollector collector =
                                    Engine.getEngine(engine).newGradientCollector()) {
                        NDArray expected =
                                network.forward(
                                                new ParameterStore(trial.manager(), false),
                                                trial.input(),
                                                true)
                                        .singletonOrThrow();
                        assertThat(collector).isNotNull();
                        assertClose(
                                Trial.wide(seen.output().singletonOrThrow()), Trial.wide(expected));
                    }
                });
    }

    @OnEachEngine
    void seesEachLayerOfASequence(String engine) {
        with(
                engine,
                Networks.normalized(),
                Networks.VECTORS,
                DataType.FLOAT32,
                trial -> {
                    try (WalkSignals seen = walk(trial).forward(trial.input())) {
                        List<LayerSignal> signals = seen.signals();
                        assertThat(signals)
                                .extracting(LayerSignal::layer)
                                .containsExactly("01Linear", "04Linear", "08Linear", "11Linear");
                        // Each child of the network by itself, up to the next layer.
                        NDArray x = trial.input().head();
                        int[] starts = {0, 3, 7, 10, 11};
                        for (int i = 0; i < signals.size(); i++) {
                            assertClose(Trial.wide(signals.get(i).input()), Trial.wide(x));
                            x = through(trial, starts[i], starts[i + 1], x);
                            assertClose(Trial.wide(signals.get(i).output()), Trial.wide(x));
                            assertThat(signals.get(i).preActivations()).isEmpty();
                        }
                        for (int i = 1; i < signals.size(); i++) {
                            assertThat(signals.get(i).input())
                                    .isSameAs(signals.get(i - 1).output());
                        }
                        // Dropout before a layer makes it smaller in evaluation; normalization
                        // ends that, and behind a ReLU theory does not speak of it.
                        assertThat(signals.get(0).kept()).isEqualTo(1);
                        assertThat(signals.get(1).kept()).isEqualTo(1);
                        assertThat(signals.get(2).kept()).isNaN();
                        assertThat(signals.get(3).kept()).isEqualTo(1);
                    }
                });
    }

    private static NDArray through(Trial trial, int from, int to, NDArray x) {
        NDList values = new NDList(x);
        for (Block block : trial.network().getChildren().values().subList(from, to)) {
            values = block.forward(new ParameterStore(trial.manager(), false), values, false);
        }
        return values.singletonOrThrow();
    }

    @OnEachEngine
    void keepsTrackOfDropout(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(Networks.linear(4))
                        .add(Dropout.builder().optRate(0.2f).build())
                        .add(Networks.linear(4))
                        .add(Dropout.builder().optRate(0.5f).build())
                        .add(Networks.linear(4));
        with(
                engine,
                network,
                Networks.VECTORS,
                DataType.FLOAT32,
                trial -> {
                    try (WalkSignals seen = walk(trial).forward(trial.input())) {
                        double[] kept =
                                seen.signals().stream().mapToDouble(LayerSignal::kept).toArray();
                        assertThat(kept).hasSize(3);
                        // rates are float32 numbers, found by trying
                        assertThat(kept[0]).isEqualTo(1);
                        assertThat(kept[1]).isCloseTo(0.8, within(1e-6));
                        assertThat(kept[2]).isCloseTo(0.4, within(1e-6));
                    }
                });
    }

    @OnEachEngine
    void seesBranchesAndPieces(String engine) {
        with(
                engine,
                Networks.convolutional(),
                Networks.IMAGES,
                DataType.FLOAT32,
                trial -> {
                    try (WalkSignals seen = walk(trial).forward(trial.input())) {
                        List<LayerSignal> signals = seen.signals();
                        assertThat(signals)
                                .extracting(LayerSignal::layer)
                                .containsExactly(
                                        "01MaxoutConv2d",
                                        "04ParallelBlock/01SequentialBlock/01Conv2d",
                                        "04ParallelBlock/01SequentialBlock/04Conv2d",
                                        "06ParallelBlock/01MaxoutConv2d",
                                        "06ParallelBlock/02SequentialBlock/01Conv2d",
                                        "09Linear",
                                        "14Linear");
                        assertThat(signals.get(1).input()).isSameAs(signals.get(0).output());
                        assertThat(signals.get(3).input()).isSameAs(signals.get(4).input());
                        assertThat(signals.get(3).input()).isNotSameAs(signals.get(2).output());
                        assertThat(signals)
                                .extracting(signal -> signal.preActivations().isPresent())
                                .containsExactly(true, false, false, true, false, true, false);
                        assertThat(signals).allMatch(signal -> signal.unitAxis() == 1);
                        PreActivations grouped = signals.get(3).preActivations().orElseThrow();
                        assertThat(grouped.stacking().groups()).isEqualTo(2);
                        assertThat(grouped.stacking().pieces()).isEqualTo(3);
                        PreActivations first = signals.get(0).preActivations().orElseThrow();
                        assertThat(first.values().getShape()).isEqualTo(new Shape(6, 8, 8, 8));
                        assertThat(signals.get(0).output().getShape())
                                .isEqualTo(new Shape(6, 4, 4, 4));
                        PreActivations behind = signals.get(5).preActivations().orElseThrow();
                        NDArray maximum =
                                Maxout.maxout(behind.values(), behind.axis(), behind.stacking());
                        assertThat(maximum.getShape())
                                .isEqualTo(signals.get(5).output().getShape());
                    }
                });
    }

    @OnEachEngine
    void seesUnknownLayersAndBranches(String engine) {
        with(
                engine,
                Networks.gated(),
                Networks.VECTORS,
                DataType.FLOAT32,
                trial -> {
                    try (WalkSignals seen = walk(trial).forward(trial.input())) {
                        assertThat(seen.signals())
                                .extracting(LayerSignal::layer)
                                .containsExactly(
                                        "01Linear",
                                        "03ParallelBlock/01Linear",
                                        "03ParallelBlock/02Linear",
                                        "04Linear");
                    }
                });
        with(
                engine,
                Networks.recurrent(),
                Networks.SEQUENCES,
                DataType.FLOAT32,
                trial -> {
                    try (WalkSignals seen = walk(trial).forward(trial.input())) {
                        assertThat(seen.signals())
                                .extracting(LayerSignal::layer)
                                .containsExactly(
                                        "01LSTM",
                                        "02GRU",
                                        "04Linear",
                                        "08MaxoutLinear",
                                        "09Linear");
                        assertThat(seen.signals().get(0).unitAxis()).isEqualTo(2);
                        assertThat(seen.signals().get(0).kept()).isNaN();
                    }
                });
        with(
                engine,
                Networks.sequence(),
                Networks.SEQUENCES,
                DataType.FLOAT32,
                trial -> {
                    try (WalkSignals seen = walk(trial).forward(trial.input())) {
                        assertThat(seen.signals()).allMatch(signal -> signal.unitAxis() == 2);
                    }
                });
    }

    @OnEachEngine
    void explainsWhatItCannotRead(String engine) {
        assertThat(
                        NetworkWalk.of(Networks.linear(2), new Shape(3, 2), new Shape(3, 2))
                                .explanation())
                .hasValueSatisfying(text -> assertThat(text).contains("2 inputs"));
        with(
                engine,
                Networks.convolution(2),
                Networks.IMAGES,
                DataType.FLOAT32,
                trial -> {
                    NetworkWalk unread = NetworkWalk.of(trial.network(), new Shape(3, 2));
                    assertThat(unread.explanation())
                            .hasValueSatisfying(
                                    text -> assertThat(text).contains("cannot be read"));
                    try (WalkSignals seen = unread.forward(trial.input())) {
                        assertThat(seen.signals())
                                .extracting(LayerSignal::layer)
                                .containsExactly("Conv2d");
                        assertClose(
                                Trial.wide(seen.output().singletonOrThrow()), trial.evaluated());
                    }
                    assertThat(unread.backward(trial.input(), trial.input().head()).layers())
                            .extracting(LayerGradient::layer)
                            .containsExactly("Conv2d");
                });
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDList batch = new NDList(manager.ones(new Shape(3, 2)));
            NetworkWalk empty = NetworkWalk.of(Networks.linear(2), new Shape(3, 2));
            assertThatThrownBy(() -> empty.forward(batch))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("initialize the network");
        }
    }

    @OnEachEngine
    void leavesNoArrays(String engine) {
        with(
                engine,
                Networks.convolutional(),
                Networks.IMAGES,
                DataType.FLOAT32,
                trial -> {
                    NetworkWalk walk = walk(trial);
                    NDArray cotangent = trial.manager().ones(new Shape(6, 3));
                    NDManager all = trial.manager().getParentManager();
                    int before = all.getManagedArrays().size();
                    for (int i = 0; i < 3; i++) {
                        walk.forward(trial.input()).close();
                        walk.backward(trial.input(), cotangent);
                        assertThat(all.getManagedArrays()).hasSize(before);
                    }
                });
    }
}
