// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.curvature.GaussNewton;
import io.github.djlmaxout.diagnostics.curvature.HessianOperator;
import io.github.djlmaxout.diagnostics.probe.LossSurface;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What curvature costs: a product with the Hessian against one gradient in float64, and norms and
 * traces of all layers in closed form against the number of samples, outputs, width and depth.
 * Markdown on the standard output.
 *
 * <p>A program of its own, as {@link InitializerBenchmark} is.
 */
final class CurvatureBenchmark {

    private static final int PIECES = 3;
    private static final int INPUTS = 64;

    private CurvatureBenchmark() {}

    /**
     * Runs the benchmark on an engine.
     *
     * @param args the engine's name; then, unless 9, the number of rounds that count
     */
    public static void main(String[] args) {
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 9;
        new Rounds(args[0], rounds).print();
    }

    /** A network that is as wide at each layer, with a batch. */
    private record Setting(int samples, int outputs, int width, int depth) {

        SequentialBlock network() {
            SequentialBlock network = new SequentialBlock();
            for (int i = 0; i < depth; i++) {
                network.add(MaxoutLinear.builder().setUnits(width).setPieces(PIECES).build());
            }
            return network.add(Linear.builder().setUnits(outputs).build());
        }

        /** Opens what the work needs once, and gives it to be repeated. */
        Contestant contestant(String engine, Work work) {
            NDManager manager = Engine.getEngine(engine).newBaseManager();
            SequentialBlock network = network();
            Shape shape = new Shape(samples, INPUTS);
            network.initialize(manager, DataType.FLOAT32, shape);
            Random random = new Random(7);
            float[] x = new float[samples * INPUTS];
            float[] y = new float[samples];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextGaussian();
            }
            for (int i = 0; i < y.length; i++) {
                y[i] = random.nextInt(outputs);
            }
            Runnable once =
                    work.on(
                            NetworkWalk.of(network, shape),
                            new NDList(manager.create(x, shape)),
                            new NDList(manager.create(y)));
            return new Contestant() {
                @Override
                public void run(int times) {
                    for (int i = 0; i < times; i++) {
                        once.run();
                    }
                }

                @Override
                public void close() {
                    manager.close();
                }
            };
        }
    }

    /** What is timed. */
    private interface Work {
        Runnable on(NetworkWalk walk, NDList batch, NDList labels);
    }

    private static final Loss LOSS = Loss.softmaxCrossEntropyLoss();

    private static Runnable gradient(NetworkWalk walk, NDList batch, NDList labels) {
        LossSurface surface =
                LossSurface.of(walk, batch, labels, LOSS, Parameter::requiresGradient);
        double[] none = new double[surface.dimension()];
        return () -> surface.gradient(none);
    }

    private static Runnable product(NetworkWalk walk, NDList batch, NDList labels) {
        LossSurface surface =
                LossSurface.of(walk, batch, labels, LOSS, Parameter::requiresGradient);
        HessianOperator hessian = HessianOperator.of(surface);
        Random random = new Random(8);
        double[] v = new double[surface.dimension()];
        Arrays.setAll(v, i -> random.nextGaussian());
        return () -> hessian.product(v);
    }

    private static Runnable closedForm(NetworkWalk walk, NDList batch, NDList labels) {
        return () ->
                GaussNewton.of(
                        walk,
                        batch,
                        labels,
                        LOSS,
                        p -> p.requiresGradient() && p.getType() == Parameter.Type.WEIGHT);
    }

    private record Rounds(String engine, int rounds) {

        void print() {
            System.out.printf(
                    Locale.ROOT,
                    "%s, %d inputs, K=%d, float64, %d cores, %d rounds: median [quartiles]%n%n",
                    engine,
                    INPUTS,
                    PIECES,
                    Runtime.getRuntime().availableProcessors(),
                    rounds);
            System.out.println(
                    "| engine | samples | outputs | width | depth | gradient, ms | Hessian-vector"
                            + " product to it |\n|---|---|---|---|---|---|---|");
            List<Setting> products =
                    List.of(
                            new Setting(32, 10, 64, 2),
                            new Setting(128, 10, 64, 2),
                            new Setting(512, 10, 64, 2),
                            new Setting(128, 10, 256, 2),
                            new Setting(128, 10, 64, 8));
            for (Setting setting : products) {
                Map<String, Contestant> two = new LinkedHashMap<>();
                two.put("gradient", setting.contestant(engine, CurvatureBenchmark::gradient));
                two.put("product", setting.contestant(engine, CurvatureBenchmark::product));
                try (Race race = raced(two)) {
                    System.out.printf(
                            Locale.ROOT,
                            "%s %.2f | %s |%n",
                            row(setting),
                            quartiles(race, 0, -1).median(),
                            quartiles(race, 1, 0));
                }
            }
            System.out.println(
                    "\n| engine | samples | outputs | width | depth | closed form of all layers, ms"
                            + " |\n|---|---|---|---|---|---|");
            List<Setting> closed =
                    List.of(
                            new Setting(64, 10, 64, 2),
                            new Setting(16, 10, 64, 2),
                            new Setting(256, 10, 64, 2),
                            new Setting(64, 2, 64, 2),
                            new Setting(64, 40, 64, 2),
                            new Setting(64, 10, 16, 2),
                            new Setting(64, 10, 256, 2),
                            new Setting(64, 10, 64, 1),
                            new Setting(64, 10, 64, 8));
            for (Setting setting : closed) {
                Map<String, Contestant> one = new LinkedHashMap<>();
                one.put("closed", setting.contestant(engine, CurvatureBenchmark::closedForm));
                try (Race race = raced(one)) {
                    System.out.printf(
                            Locale.ROOT, "%s %s |%n", row(setting), quartiles(race, 0, -1));
                }
            }
        }

        private Race raced(Map<String, Contestant> contestants) {
            Race race = new Race(contestants);
            race.round();
            race.forget();
            for (int round = 0; round < rounds; round++) {
                race.round();
            }
            return race;
        }

        private String row(Setting setting) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %d |",
                    engine,
                    setting.samples(),
                    setting.outputs(),
                    setting.width(),
                    setting.depth());
        }

        /** Milliseconds of a contestant, or its time divided by another's in the same round. */
        private static Quartiles quartiles(Race race, int who, int other) {
            return Quartiles.of(
                    race.rounds().stream()
                            .mapToDouble(t -> other < 0 ? t[who] / 1e6 : t[who] / t[other])
                            .toArray());
        }
    }
}
