// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;

import io.github.djlmaxout.diagnostics.kernel.EmpiricalNtk;
import io.github.djlmaxout.diagnostics.kernel.KernelMatrix;
import io.github.djlmaxout.diagnostics.kernel.OutputContraction;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.thirdparty.Golden;

import java.util.Arrays;
import java.util.function.Predicate;

/** The kernel against libtorch's and against gradients one by one. */
class EmpiricalNtkTest {

    private static final long SEED = 31;

    /** Sums of some hundred products: rounding is below 1e-13 of the largest. */
    private static final double BOUND = 1e-12;

    /**
     * Rounding of outputs near 1, 1e-16, over steps of 1e-5, and again as much of the gradients.
     */
    private static final double DIFFERENCES = 1e-9;

    /** The kernel of a network of sizes 4-3-2 with two pieces, which libtorch 2.7.1 computed. */
    @OnEachEngine
    void isThatOfLibtorch(String engine) {
        Block network = KernelNetworks.dense(2, 2, 3);
        try (KernelTrial trial = new KernelTrial(engine, network, new Shape(5, 4), SEED)) {
            trial.input().set(formula(0, trial.input().getShape(), 1));
            int t = 1;
            for (Parameter parameter : network.getParameters().values()) {
                NDArray array = parameter.getArray();
                boolean weight = parameter.getType() == Parameter.Type.WEIGHT;
                double factor = weight ? Math.sqrt(3.0 / array.getShape().get(1)) : 0.1;
                array.set(formula(t++, array.getShape(), factor));
            }
            KernelMatrix kernel =
                    EmpiricalNtk.compute(network, trial.input(), OutputContraction.FULL);
            double[] expected = golden();
            assertThat(kernel.toArray(0)).hasSize(100);
            for (int i = 0; i < 100; i++) {
                assertThat(kernel.value(i / 10, i % 10)).isCloseTo(expected[i], within(1e-13));
            }
        }
    }

    private static double[] formula(long t, Shape shape, double factor) {
        double[] values = new double[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            long j = i + 1L;
            long h =
                    4021 * j * j * j
                            + 7919 * j * j
                            + 3571 * j
                            + 6101 * (t + 1) * j
                            + 2741 * (t + 1);
            values[i] = factor * (2 * (h % 10007) / 10006.0 - 1);
        }
        return values;
    }

    private static double[] golden() {
        return Golden.numbers(Golden.tinyNetwork().getAsJsonObject("tiny"), "kernel");
    }

    @OnEachEngine
    void isThatOfGradientsOneByOne(String engine) {
        assertIsNaive(engine, KernelNetworks.dense(3, 3, 6, 5), new Shape(4, 5));
        assertIsNaive(engine, KernelNetworks.mixed(), new Shape(4, 5));
        assertIsNaive(engine, KernelNetworks.sequence(), new Shape(3, 4, 3));
        assertIsNaive(engine, KernelNetworks.branches(), new Shape(4, 3));
        assertIsNaive(engine, KernelNetworks.convolution1d(), new Shape(3, 2, 9));
        assertIsNaive(engine, KernelNetworks.convolution2d(), new Shape(3, 2, 6, 6));
        assertIsNaive(engine, KernelNetworks.convolution3d(), new Shape(2, 2, 4, 4, 4));
    }

    private static void assertIsNaive(String engine, Block network, Shape shape) {
        try (KernelTrial trial = new KernelTrial(engine, network, shape, SEED)) {
            assertIs(trial, NaiveNtk.byBackward(trial), BOUND);
        }
    }

    @OnEachEngine
    void normalizationIsThatOfDifferences(String engine) {
        Block network = KernelNetworks.normalized();
        try (KernelTrial trial = new KernelTrial(engine, network, new Shape(3, 2, 6, 6), SEED)) {
            assertIs(trial, NaiveNtk.byDifferences(trial), DIFFERENCES);
        }
    }

    /** A block that nobody knows. */
    @OnEachEngine
    void unknownBlocksAreThatOfDifferences(String engine) {
        Block network =
                new SequentialBlock()
                        .add(KernelNetworks.maxout(4, 2))
                        .add(new Gates())
                        .add(KernelNetworks.linear(2));
        try (KernelTrial trial = new KernelTrial(engine, network, new Shape(4, 3), SEED)) {
            assertIs(trial, NaiveNtk.byDifferences(trial), DIFFERENCES);
        }
    }

    private static void assertIs(KernelTrial trial, NaiveNtk naive, double bound) {
        int samples = trial.samples();
        int outputs = naive.outputs();
        double scale = bound * naive.largest();
        assertThat(naive.largest()).isPositive();
        KernelMatrix full = compute(trial, OutputContraction.FULL);
        KernelMatrix trace = compute(trial, OutputContraction.TRACE);
        KernelMatrix single = compute(trial, OutputContraction.PER_OUTPUT);
        assertThat(full.rows()).isEqualTo(samples * outputs);
        assertThat(single.matrices()).isEqualTo(outputs);
        for (int s = 0; s < samples; s++) {
            for (int t = 0; t < samples; t++) {
                assertThat(trace.value(s, t)).isCloseTo(naive.mean(s, t), within(scale));
                for (int o = 0; o < outputs; o++) {
                    double expected = naive.product(s, o, t, o);
                    assertThat(single.value(o, s, t)).isCloseTo(expected, within(scale));
                    for (int p = 0; p < outputs; p++) {
                        assertThat(full.value(s * outputs + o, t * outputs + p))
                                .as("samples %d, %d, outputs %d, %d, seed %d", s, t, o, p, SEED)
                                .isCloseTo(naive.product(s, o, t, p), within(scale));
                    }
                }
            }
        }
    }

    private static KernelMatrix compute(KernelTrial trial, OutputContraction contraction) {
        return EmpiricalNtk.compute(trial.network(), trial.input(), contraction);
    }

    @OnEachEngine
    void onlyChosenParametersCount(String engine) {
        Block network = KernelNetworks.convolution2d();
        try (KernelTrial trial = new KernelTrial(engine, network, new Shape(3, 2, 6, 6), SEED)) {
            EmpiricalNtk all = EmpiricalNtk.of(network, OutputContraction.TRACE);
            Predicate<Parameter> weights = p -> p.getType() == Parameter.Type.WEIGHT;
            KernelMatrix ofWeights = all.withParameters(weights).compute(trial.input());
            KernelMatrix ofBiases = all.withParameters(weights.negate()).compute(trial.input());
            KernelMatrix ofAll = all.compute(trial.input());
            NaiveNtk naive = NaiveNtk.byBackward(trial, weights);
            for (int i = 0; i < 9; i++) {
                double sum = ofWeights.value(i / 3, i % 3) + ofBiases.value(i / 3, i % 3);
                assertThat(ofAll.value(i / 3, i % 3)).isCloseTo(sum, within(1e-12));
                assertThat(ofWeights.value(i / 3, i % 3))
                        .isCloseTo(naive.mean(i / 3, i % 3), within(BOUND * naive.largest()));
            }
            assertThat(ofBiases.value(0, 0)).isPositive();
            KernelMatrix ofNone = all.withParameters(p -> false).compute(trial.input());
            assertThat(ofNone.toArray(0)).containsOnly(0);
            assertThat(all.withParameters(weights).estimate(trial.input()).parameters())
                    .isLessThan(all.estimate(trial.input()).parameters());
        }
    }

    /** Frozen parameters are none of those that are trained. */
    @OnEachEngine
    void frozenParametersDoNotCount(String engine) {
        Block network = KernelNetworks.dense(2, 2, 3);
        try (KernelTrial trial = new KernelTrial(engine, network, new Shape(3, 4), SEED)) {
            network.getChildren().get(0).getValue().freezeParameters(true);
            NaiveNtk naive = NaiveNtk.byBackward(trial);
            assertThat(naive.parameters()).isEqualTo(8);
            assertThat(compute(trial, OutputContraction.TRACE).value(0, 1))
                    .isCloseTo(naive.mean(0, 1), within(BOUND * naive.largest()));
        }
    }

    @OnEachEngine
    void theNetworkStaysAsItIs(String engine) {
        Block network = KernelNetworks.convolution2d();
        try (KernelTrial trial = new KernelTrial(engine, network, new Shape(5, 2, 6, 6), SEED)) {
            EmpiricalNtk kernel =
                    EmpiricalNtk.of(network, OutputContraction.TRACE).withMemory(200_000);
            kernel.compute(trial.input());
            double[] before = values(network);
            double[] input = trial.input().toDoubleArray();
            int arrays = trial.manager().getManagedArrays().size();
            int all = trial.manager().getParentManager().getManagedArrays().size();
            kernel.compute(trial.input());
            EmpiricalNtk.of(network, OutputContraction.PER_OUTPUT).compute(trial.input());
            assertThat(values(network)).isEqualTo(before);
            assertThat(trial.input().toDoubleArray()).isEqualTo(input);
            assertThat(trial.manager().getManagedArrays()).hasSize(arrays);
            assertThat(trial.manager().getParentManager().getManagedArrays()).hasSize(all);
        }
    }

    private static double[] values(Block network) {
        return network.getParameters().values().stream()
                .flatMapToDouble(p -> Arrays.stream(p.getArray().toDoubleArray()))
                .toArray();
    }
}
