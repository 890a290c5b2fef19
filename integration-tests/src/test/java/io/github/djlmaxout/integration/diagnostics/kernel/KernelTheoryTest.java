// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.kernel.EmpiricalNtk;
import io.github.djlmaxout.diagnostics.kernel.InfiniteWidthKernel;
import io.github.djlmaxout.diagnostics.kernel.KernelMatrix;
import io.github.djlmaxout.diagnostics.kernel.OutputContraction;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.MaxoutNetwork;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Tag;

import java.util.function.Predicate;

/**
 * Kernels of random networks against theory, within 4 standard errors of the mean over seeds.
 *
 * <p>False alarms: of 12 networks the distance over its standard error has Student's distribution
 * with 11 degrees of freedom, beyond 4 with probability 0.0021; of 400 with 6e-5. With 24 and 12
 * comparisons of independent weights on the same engine a test of right code fails for 1 seed in
 * 20. The seed is fixed.
 */
class KernelTheoryTest {

    private static final long SEED = 2024;
    private static final double ERRORS = 4;

    /** The widths and numbers of networks of the table of limits that theory is checked with. */
    private static final int WIDTH = 1200;

    private static final int WIDE_NETWORKS = 12;

    /** Squared norm 2 and correlation 1/2. */
    private static final double[] INPUTS = {Math.sqrt(2), 0, Math.sqrt(0.5), Math.sqrt(1.5)};

    private static final Shape INPUT = new Shape(2, 2);

    private static boolean isWeight(Parameter parameter) {
        return parameter.getType() == Parameter.Type.WEIGHT;
    }

    private static double c(int pieces) {
        return 1 / GaussianMaximum.of(pieces).secondMoment();
    }

    /** A mean over networks, and its standard error. */
    private static final class Sample {

        private double sum;
        private double squares;
        private int count;

        void add(double value) {
            sum += value;
            squares += value * value;
            count++;
        }

        void assertIs(double expected, String what) {
            double mean = sum / count;
            double error = Math.sqrt((squares / count - mean * mean) / (count - 1));
            assertThat(mean)
                    .as("%s: %.4f standard errors, seed %d", what, (mean - expected) / error, SEED)
                    .isCloseTo(expected, within(ERRORS * error));
            assertThat(error).as(what).isLessThan(0.1 * expected);
        }
    }

    /** Networks with new weights: hidden layers with one factor, the read-out with 1; no biases. */
    private static final class Ensemble implements AutoCloseable {

        private final NDManager manager;
        private final Block network;
        private final double c;
        private final ZigguratSampler.NormalizedGaussian gaussian;
        private final NDArray input;

        Ensemble(String engine, Block network, double c) {
            manager = Engine.getEngine(engine).newBaseManager();
            this.network = network;
            this.c = c;
            UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(SEED);
            gaussian = ZigguratSampler.NormalizedGaussian.of(random);
            network.initialize(manager, DataType.FLOAT32, INPUT);
            input = manager.create(INPUTS, INPUT);
        }

        private void redraw() {
            int layers = network.getParameters().size() / 2;
            for (int l = 0; l < layers; l++) {
                NDArray weight = network.getParameters().valueAt(2 * l).getArray();
                double factor = l == layers - 1 ? 1 : c;
                double scale = Math.sqrt(factor / weight.getShape().get(1));
                float[] values = new float[(int) weight.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (scale * gaussian.sample());
                }
                weight.set(values);
            }
        }

        /** The mean square of these weights is exactly that of their law. */
        void setAllMagnitudes() {
            redraw();
            int layers = network.getParameters().size() / 2;
            for (int l = 0; l < layers; l++) {
                NDArray weight = network.getParameters().valueAt(2 * l).getArray();
                double factor = l == layers - 1 ? 1 : c;
                float size = (float) Math.sqrt(factor / weight.getShape().get(1));
                float[] values = weight.toFloatArray();
                for (int i = 0; i < values.length; i++) {
                    values[i] = Math.copySign(size, values[i]);
                }
                weight.set(values);
            }
        }

        KernelMatrix draw(Predicate<Parameter> which) {
            redraw();
            return EmpiricalNtk.of(network, OutputContraction.TRACE)
                    .withParameters(which)
                    .withMemory(2L << 30)
                    .compute(input);
        }

        KernelMatrix infinite(Predicate<Parameter> which) {
            return InfiniteWidthKernel.of(network, INPUT, which).orElseThrow().at(input);
        }

        double finite(Predicate<Parameter> which) {
            return InfiniteWidthKernel.of(network, INPUT, which)
                    .orElseThrow()
                    .finiteWidthDiagonal(2);
        }

        @Override
        public void close() {
            manager.close();
        }
    }

    @Tag("long")
    @OnEachEngine
    void wideNetworksHaveTheKernelOfInfiniteWidth(String engine) {
        for (int pieces : new int[] {2, 3, 5}) {
            wide(engine, pieces, WIDTH);
            wide(engine, pieces, WIDTH, WIDTH, WIDTH);
        }
    }

    @OnEachEngine
    void wideNetworksOfThreePieces(String engine) {
        wide(engine, 3, WIDTH / 3, WIDTH / 3);
    }

    private static void wide(String engine, int pieces, int... widths) {
        long[] all = new long[widths.length + 2];
        all[0] = 2;
        all[widths.length + 1] = 1;
        for (int i = 0; i < widths.length; i++) {
            all[i + 1] = widths[i];
        }
        KernelMatrix expected =
                InfiniteWidthKernel.of(MaxoutNetwork.of(pieces, c(pieces), all), false)
                        .at(new double[][] {{INPUTS[0], INPUTS[1]}, {INPUTS[2], INPUTS[3]}});
        Block network = KernelNetworks.dense(pieces, 1, widths);
        compare(engine, network, c(pieces), expected, pieces + " pieces, " + widths.length);
    }

    @OnEachEngine
    void wideReluNetworksToo(String engine) {
        Block network = KernelNetworks.relu(1, WIDTH, WIDTH);
        compare(engine, network, 2, null, "ReLU");
    }

    private static void compare(
            String engine, Block network, double c, KernelMatrix known, String what) {
        Sample first = new Sample();
        Sample second = new Sample();
        Sample cross = new Sample();
        try (Ensemble ensemble = new Ensemble(engine, network, c)) {
            for (int i = 0; i < WIDE_NETWORKS; i++) {
                KernelMatrix kernel = ensemble.draw(KernelTheoryTest::isWeight);
                first.add(kernel.value(0, 0));
                second.add(kernel.value(1, 1));
                cross.add(kernel.value(0, 1));
            }
            ensemble.setAllMagnitudes();
            KernelMatrix read = ensemble.infinite(KernelTheoryTest::isWeight);
            KernelMatrix expected = known == null ? read : known;
            assertThat(read.value(0, 1) / expected.value(0, 1)).isCloseTo(1, within(1e-5));
            first.assertIs(expected.value(0, 0), what + " first");
            second.assertIs(expected.value(1, 1), what + " second");
            cross.assertIs(expected.value(0, 1), what + " cross");
        }
    }

    /** Of any width, the mean of the diagonal is exact. */
    @Tag("long")
    @OnEachEngine
    void theMeanOfTheDiagonalIsThatOfTheWidth(String engine) {
        for (int pieces : new int[] {2, 3, 5}) {
            diagonal(engine, pieces, 400);
        }
    }

    @OnEachEngine
    void theMeanOfTheDiagonalOfThreePieces(String engine) {
        diagonal(engine, 3, 150);
    }

    private static void diagonal(String engine, int pieces, int networks) {
        MaxoutNetwork narrow = MaxoutNetwork.of(pieces, c(pieces), 2, 6, 4, 5, 3);
        double expected = InfiniteWidthKernel.of(narrow, true).finiteWidthDiagonal(2);
        Sample diagonal = new Sample();
        Block network = KernelNetworks.dense(pieces, 3, 6, 4, 5);
        try (Ensemble ensemble = new Ensemble(engine, network, c(pieces))) {
            for (int i = 0; i < networks; i++) {
                KernelMatrix kernel = ensemble.draw(Parameter::requiresGradient);
                diagonal.add(kernel.meanDiagonal());
            }
        }
        diagonal.assertIs(expected, pieces + " pieces");
    }

    /**
     * Of 2-6-5-2 units, |x|^2 = 2 and c = 2 in ReLU layers: the weights of layer l bring |x|^2
     * n_(l-1) / n_0, the biases 1, both half of it in ReLU layers: 1 + 3 + 5 and 1/2 + 1/2 + 1.
     */
    @OnEachEngine
    void theMeanOfTheDiagonalOfReluNetworks(String engine) {
        Block network = KernelNetworks.relu(2, 6, 5);
        Sample diagonal = new Sample();
        try (Ensemble ensemble = new Ensemble(engine, network, 2)) {
            for (int i = 0; i < 400; i++) {
                diagonal.add(ensemble.draw(Parameter::requiresGradient).meanDiagonal());
            }
            ensemble.setAllMagnitudes();
            assertThat(ensemble.finite(Parameter::requiresGradient)).isCloseTo(11, within(1e-5));
            assertThat(ensemble.finite(KernelTheoryTest::isWeight)).isCloseTo(9, within(1e-5));
        }
        diagonal.assertIs(11, "ReLU");
    }
}
