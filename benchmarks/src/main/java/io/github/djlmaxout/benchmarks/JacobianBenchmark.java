// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;

import io.github.djlmaxout.diagnostics.jacobian.InputJacobian;
import io.github.djlmaxout.diagnostics.jacobian.JacobianGrowth;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * How long Jacobians of dense maxout networks take, against the number of samples, outputs, inputs
 * and layers: Markdown on the standard output. Explicit ones with their singular values, and the
 * growth of 4 directions a sample.
 */
final class JacobianBenchmark {

    private static final int WIDTH = 64;
    private static final int PIECES = 3;
    private static final int DIRECTIONS = 4;

    private JacobianBenchmark() {}

    /**
     * Runs the benchmark on an engine.
     *
     * @param args the engine's name; then, unless 11, the number of rounds that count
     */
    public static void main(String[] args) {
        String engine = args[0];
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 11;
        List<Size> sizes = sizes();
        Map<String, Contestant> contestants = new LinkedHashMap<>();
        for (Size size : sizes) {
            contestants.put(size + " explicit", new Measured(engine, size, true));
            contestants.put(size + " growth", new Measured(engine, size, false));
        }
        try (Race race = new Race(contestants)) {
            race.round();
            race.forget();
            for (int round = 0; round < rounds; round++) {
                race.round();
            }
            print(engine, sizes, race);
        }
    }

    /** One size, and what differs from it in one number. */
    private static List<Size> sizes() {
        List<Size> sizes = new ArrayList<>();
        sizes.add(new Size(8, 10, 784, 4));
        for (int samples : new int[] {1, 32, 128}) {
            sizes.add(new Size(samples, 10, 784, 4));
        }
        for (int outputs : new int[] {1, 100}) {
            sizes.add(new Size(8, outputs, 784, 4));
        }
        for (int inputs : new int[] {16, 3072}) {
            sizes.add(new Size(8, 10, inputs, 4));
        }
        for (int depth : new int[] {1, 16}) {
            sizes.add(new Size(8, 10, 784, depth));
        }
        return sizes;
    }

    private record Size(int samples, int outputs, int inputs, int depth) {}

    /** Takes the Jacobians of one network. */
    private static final class Measured implements Contestant {

        private final NDManager manager;
        private final NetworkWalk walk;
        private final NDList batch;
        private final boolean explicit;

        Measured(String engine, Size size, boolean explicit) {
            this.explicit = explicit;
            manager = Engine.getEngine(engine).newBaseManager();
            SequentialBlock network = new SequentialBlock();
            for (int i = 0; i < size.depth(); i++) {
                network.add(MaxoutLinear.builder().setUnits(WIDTH).setPieces(PIECES).build());
            }
            network.add(Linear.builder().setUnits(size.outputs()).build());
            Shape shape = new Shape(size.samples(), size.inputs());
            InitializationPlan.of(network, shape, Scheme.maxout()).apply(network);
            network.initialize(manager, DataType.FLOAT32, shape);
            Random random = new Random(1);
            float[] values = new float[(int) shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            NDArray array = manager.create(values, shape);
            batch = new NDList(array);
            walk = NetworkWalk.of(network, shape);
        }

        @Override
        public void run(int times) {
            for (int lap = 0; lap < times; lap++) {
                if (explicit) {
                    InputJacobian.of(walk, batch);
                } else {
                    JacobianGrowth.of(walk, batch, DIRECTIONS, lap);
                }
            }
        }

        @Override
        public void close() {
            manager.close();
        }
    }

    private static void print(String engine, List<Size> sizes, Race race) {
        System.out.printf(
                Locale.ROOT,
                "%s, dense maxout K=%d, width %d, %d cores, %d rounds: ms, median [quartiles]%n%n",
                engine,
                PIECES,
                WIDTH,
                Runtime.getRuntime().availableProcessors(),
                race.rounds().size());
        System.out.println(
                "| engine | samples | outputs | inputs | hidden layers | explicit, with singular"
                        + " values | growth, 4 directions a sample |\n|---|---|---|---|---|---|---|");
        for (int i = 0; i < sizes.size(); i++) {
            Size size = sizes.get(i);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %d | %s | %s |%n",
                    engine,
                    size.samples(),
                    size.outputs(),
                    size.inputs(),
                    size.depth(),
                    millis(race, 2 * i),
                    millis(race, 2 * i + 1));
        }
    }

    private static Quartiles millis(Race race, int who) {
        return Quartiles.of(race.rounds().stream().mapToDouble(t -> t[who] / 1e6).toArray());
    }
}
