// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.region;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;

import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.gradient.TrainingLoss;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.region.LinearRegions;
import io.github.djlmaxout.diagnostics.region.PiecewiseLinearNetwork;
import io.github.djlmaxout.diagnostics.region.RegionMap;
import io.github.djlmaxout.diagnostics.region.Slice;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.listener.WatchedTraining;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Linear regions while a network trains. */
class LinearRegionsTest {

    private static final Shape VECTORS = new Shape(6, 4);

    /** The first three different classes are those of samples 0, 2 and 5. */
    private static final float[] LABELS = {1, 1, 0, 1, 0, 2};

    private static float[] inputs(long seed) {
        Random random = new Random(seed);
        float[] inputs = new float[24];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) random.nextGaussian();
        }
        return inputs;
    }

    private static double[] row(float[] inputs, int sample) {
        double[] row = new double[4];
        Arrays.setAll(row, i -> inputs[4 * sample + i]);
        return row;
    }

    private static Block network() {
        return new SequentialBlock()
                .add(Networks.maxout(6, 3, PieceLayout.PIECE_MAJOR))
                .add(Networks.linear(5))
                .add(Activation::relu)
                .add(Networks.linear(3));
    }

    private static WatchedTraining training(
            String engine, Block network, LinearRegions quantity, InMemorySink sink) {
        return new WatchedTraining(
                engine,
                network,
                VECTORS,
                WatchedTraining.sgd(0.3f),
                DiagnosticsListener.builder()
                        .addSink(sink)
                        .addQuantity(quantity, Schedule.every(1))
                        .addQuantity(new TrainingLoss(), Schedule.every(1))
                        .build());
    }

    private static List<ScalarObservation> counts(InMemorySink sink) {
        return sink.scalars(LinearRegions.REGIONS, Place.NETWORK);
    }

    @OnEachEngine
    void eachStepHasTheRegionsOfItsWeights(String engine) {
        InMemorySink sink = InMemorySink.create();
        float[] inputs = inputs(3);
        Slice slice = Slice.through(row(inputs, 0), row(inputs, 2), row(inputs, 5));
        Block network = network();
        try (WatchedTraining training = training(engine, network, new LinearRegions(), sink)) {
            for (int step = 0; step < 4; step++) {
                training.train(inputs, LABELS);
                // The update comes after what is observed, and is not made yet.
                RegionMap regions = PiecewiseLinearNetwork.of(network, VECTORS).regions(slice);
                ScalarObservation count = counts(sink).get(step);
                assertThat(count.step()).isEqualTo(step);
                assertThat(count.value()).isEqualTo((double) regions.linearRegions());
                assertThat(sink.scalars(LinearRegions.BOUNDARY, Place.NETWORK).get(step).value())
                        .isEqualTo(regions.boundaryLength());
                PictureObservation picture =
                        sink.pictures(LinearRegions.REGIONS, Place.NETWORK).get(step);
                assertThat(picture.caption())
                        .contains("step " + step, regions.linearRegions() + " linear regions");
                assertThat(picture.svg())
                        .startsWith("<svg xmlns=")
                        .contains(">class 1<", ">class 0<", ">class 2<");
                training.trainer().step();
            }
        }
        assertThat(counts(sink)).hasSize(4);
    }

    @OnEachEngine
    void trainingIsTheSameToTheLastBit(String engine) {
        float[][] last = new float[2][];
        for (int watched = 0; watched < 2; watched++) {
            InMemorySink sink = InMemorySink.create();
            DiagnosticsListener listener =
                    DiagnosticsListener.builder()
                            .addSink(sink)
                            .addQuantity(
                                    watched == 1 ? new LinearRegions() : new TrainingLoss(),
                                    Schedule.every(1))
                            .build();
            try (WatchedTraining training =
                    new WatchedTraining(
                            engine,
                            WatchedTraining.images(),
                            new Shape(8, 2, 4, 4),
                            WatchedTraining.adam(),
                            listener)) {
                training.steps(4);
                last[watched] =
                        training.values().values().stream()
                                .reduce(
                                        new float[0],
                                        (a, b) -> {
                                            float[] both = Arrays.copyOf(a, a.length + b.length);
                                            System.arraycopy(b, 0, both, a.length, b.length);
                                            return both;
                                        });
            }
            assertThat(counts(sink)).hasSize(watched == 1 ? 4 : 0);
        }
        assertThat(last[1]).isEqualTo(last[0]);
    }

    /** Deep networks have more regions than a training waits for: a part of them is followed. */
    @OnEachEngine
    void ofTooManyRegionsASmallerWindowIsFollowed(String engine) {
        InMemorySink sink = InMemorySink.create();
        float[] inputs = inputs(3);
        Slice whole = Slice.through(row(inputs, 0), row(inputs, 2), row(inputs, 5));
        Block network = network();
        try (WatchedTraining training = training(engine, network, new LinearRegions(20), sink)) {
            training.train(inputs, LABELS);
            assertThat(PiecewiseLinearNetwork.of(network, VECTORS).regions(whole).linearRegions())
                    .isGreaterThan(20);
            training.trainer().step();
        }
        assertThat(counts(sink)).hasSize(1).allMatch(count -> count.value() <= 20);
        PictureObservation picture = sink.pictures(LinearRegions.REGIONS, Place.NETWORK).get(0);
        assertThat(picture.caption()).contains("a square around the mean of three samples, with");
    }

    /** Without biases the regions meet at zero, and no window around it has only one. */
    @OnEachEngine
    void tooManyRegionsAreNaNWithASentence(String engine) {
        InMemorySink sink = InMemorySink.create();
        float[] inputs = inputs(3);
        for (int i = 0; i < 4; i++) {
            inputs[20 + i] = -inputs[i] - inputs[8 + i];
        }
        try (WatchedTraining training = training(engine, network(), new LinearRegions(1), sink)) {
            training.train(inputs, LABELS);
            training.trainer().step();
        }
        assertThat(counts(sink)).hasSize(1).allMatch(count -> Double.isNaN(count.value()));
        PictureObservation picture = sink.pictures(LinearRegions.REGIONS, Place.NETWORK).get(0);
        assertThat(picture.caption()).contains("more than 1 linear regions");
        assertThat(picture.svg()).contains("more than 1 linear regions").endsWith("</svg>");
    }

    @OnEachEngine
    void weightsThatAreNotFiniteHaveNoRegions(String engine) {
        InMemorySink sink = InMemorySink.create();
        float[] broken = inputs(3);
        Arrays.fill(broken, Float.NaN);
        try (WatchedTraining training = training(engine, network(), new LinearRegions(), sink)) {
            training.train(inputs(3), LABELS);
            training.trainer().step();
            training.train(broken, LABELS);
            training.trainer().step();
            training.train(inputs(3), LABELS);
        }
        assertThat(counts(sink)).hasSize(3);
        assertThat(counts(sink).get(0).value()).isGreaterThan(1);
        assertThat(counts(sink).get(2).value()).isNaN();
        assertThat(sink.pictures(LinearRegions.REGIONS, Place.NETWORK)).hasSize(2);
    }

    @OnEachEngine
    void aNetworkThatIsNotPiecewiseLinearIsLeftAlone(String engine) {
        InMemorySink sink = InMemorySink.create();
        Block network =
                new SequentialBlock()
                        .add(Networks.linear(5))
                        .add(Activation::tanh)
                        .add(Networks.linear(3));
        try (WatchedTraining training = training(engine, network, new LinearRegions(), sink)) {
            training.train(inputs(3), LABELS);
            training.trainer().step();
            training.train(inputs(3), LABELS);
        }
        assertThat(counts(sink)).isEmpty();
        assertThat(sink.records()).hasSize(2);
    }
}
