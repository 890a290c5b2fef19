// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.diagnostics.probe.LayerJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the norms of the gradients of {@code N} single samples cost: those of one pass of all
 * samples, against a forward and a backward pass of each sample by itself. Markdown on the standard
 * output.
 */
final class SampleGradientBenchmark {

    private static final int OUTPUTS = 10;
    private static final int[] SAMPLES = {8, 32, 128, 512};

    private SampleGradientBenchmark() {}

    /**
     * Runs the benchmark on an engine.
     *
     * @param args the engine's name; then, unless 5, the number of rounds
     */
    public static void main(String[] args) {
        String engine = args[0];
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        System.out.printf(
                Locale.ROOT,
                "%nNorms of the gradients of single samples, %s, float32, %d rounds: median"
                        + " [quartiles]%n%n"
                        + "| network | samples | one by one, ms | together, ms | times as fast |%n"
                        + "|---|---|---|---|---|%n",
                engine,
                rounds);
        for (int samples : SAMPLES) {
            race(engine, "dense 64-64-64-10", dense(), new Shape(samples, 64), rounds);
        }
        for (int samples : SAMPLES) {
            race(engine, "2 conv, 16 filters", conv(), new Shape(samples, 3, 16, 16), rounds);
        }
    }

    private static Block dense() {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < 3; i++) {
            network.add(MaxoutLinear.builder().setUnits(64).setPieces(2).build());
        }
        return network.add(Linear.builder().setUnits(OUTPUTS).build());
    }

    private static Block conv() {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < 2; i++) {
            network.add(
                            MaxoutConv2d.builder()
                                    .setFilters(16)
                                    .setPieces(2)
                                    .setKernelShape(new Shape(3, 3))
                                    .optPadding(new Shape(1, 1))
                                    .build())
                    .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
        }
        return network.add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(OUTPUTS).build());
    }

    private static void race(String engine, String title, Block network, Shape shape, int rounds) {
        Map<String, Contestant> contestants = new LinkedHashMap<>();
        Batch batch = new Batch(engine, network, shape);
        contestants.put("together", new Together(batch));
        contestants.put("one by one", new OneByOne(batch));
        try (Race race = new Race(contestants)) {
            race.round();
            race.forget();
            for (int round = 0; round < rounds; round++) {
                race.round();
            }
            Quartiles together = quartiles(race, 0, 1e6);
            Quartiles single = quartiles(race, 1, 1e6);
            Quartiles ratio =
                    Quartiles.of(race.rounds().stream().mapToDouble(t -> t[1] / t[0]).toArray());
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.2f | %.2f | %s |%n",
                    title,
                    shape.get(0),
                    single.median(),
                    together.median(),
                    ratio);
        }
    }

    private static Quartiles quartiles(Race race, int who, double unit) {
        return Quartiles.of(race.rounds().stream().mapToDouble(t -> t[who] / unit).toArray());
    }

    /** A network and a batch. */
    private static final class Batch {

        final Engine engine;
        final NDManager manager;
        final Block network;
        final Shape shape;
        final NDArray input;
        final NDArray cotangent;

        Batch(String name, Block network, Shape shape) {
            this.network = network;
            this.shape = shape;
            engine = Engine.getEngine(name);
            manager = engine.newBaseManager();
            network.initialize(manager, DataType.FLOAT32, shape);
            input = manager.randomNormal(shape);
            cotangent = manager.randomNormal(new Shape(shape.get(0), OUTPUTS));
        }
    }

    /** One pass of all samples. */
    private static final class Together implements Contestant {

        private final Batch batch;
        private final NetworkWalk walk;

        Together(Batch batch) {
            this.batch = batch;
            walk = NetworkWalk.of(batch.network, batch.shape);
        }

        @Override
        public void run(int times) {
            for (int lap = 0; lap < times; lap++) {
                try (NetworkJacobian gradients =
                        walk.gradients(
                                new NDList(batch.input),
                                batch.cotangent,
                                Parameter::requiresGradient)) {
                    double[] norms = new double[gradients.samples()];
                    for (LayerJacobian layer : gradients.layers()) {
                        float[] squares = layer.squaredNorms().toFloatArray();
                        for (int s = 0; s < norms.length; s++) {
                            norms[s] += (double) squares[s];
                        }
                    }
                }
            }
        }

        @Override
        public void close() {
            batch.manager.close();
        }
    }

    /** A pass of each sample, with the parameters' own gradients, which add up on PyTorch. */
    private static final class OneByOne implements Contestant {

        private final Batch batch;
        private final ParameterStore store;
        private final NDList samples;
        private final NDList cotangents;

        OneByOne(Batch batch) {
            this.batch = batch;
            store = new ParameterStore(batch.manager, false);
            long n = batch.shape.get(0);
            samples = batch.input.split(n);
            cotangents = batch.cotangent.split(n);
        }

        @Override
        public void run(int times) {
            for (int lap = 0; lap < times; lap++) {
                for (int s = 0; s < samples.size(); s++) {
                    try (NDManager own = batch.manager.newSubManager()) {
                        norm(samples.get(s), cotangents.get(s), own);
                    }
                }
            }
        }

        private double norm(NDArray sample, NDArray cotangent, NDManager own) {
            sample.tempAttach(own);
            cotangent.tempAttach(own);
            try (GradientCollector collector = batch.engine.newGradientCollector()) {
                NDArray output =
                        batch.network.forward(store, new NDList(sample), true).singletonOrThrow();
                collector.backward(output.mul(cotangent).sum());
            }
            double sum = 0;
            for (Parameter parameter : batch.network.getParameters().values()) {
                try (NDArray gradient = parameter.getArray().getGradient();
                        NDArray squares = gradient.square();
                        NDArray total = squares.sum()) {
                    sum += (double) total.toFloatArray()[0];
                    gradient.subi(gradient);
                }
            }
            return sum;
        }

        @Override
        public void close() {
            // The batch is closed by who shares it.
        }
    }
}
