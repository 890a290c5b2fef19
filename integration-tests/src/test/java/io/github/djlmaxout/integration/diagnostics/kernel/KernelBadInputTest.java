// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;

import io.github.djlmaxout.diagnostics.kernel.EmpiricalNtk;
import io.github.djlmaxout.diagnostics.kernel.KernelMatrix;
import io.github.djlmaxout.diagnostics.kernel.OutputContraction;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.List;

/** What cannot be computed is said, with what would help; NaN is a value. */
class KernelBadInputTest {

    private static final long SEED = 8;

    private static KernelTrial trial(String engine) {
        return new KernelTrial(engine, KernelNetworks.dense(3, 10, 6), new Shape(7, 4), SEED);
    }

    @OnEachEngine
    void noSamples(String engine) {
        try (KernelTrial trial = trial(engine)) {
            NDArray empty = trial.manager().create(new Shape(0, 4), DataType.FLOAT64);
            EmpiricalNtk kernel = EmpiricalNtk.of(trial.network(), OutputContraction.TRACE);
            assertThatThrownBy(() -> kernel.compute(empty))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(0, 4)")
                    .hasMessageContaining("at least 1 sample");
            assertThatThrownBy(() -> kernel.estimate(empty))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> kernel.compute(trial.input(), empty))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least 1 sample");
        }
    }

    @OnEachEngine
    void samplesOfAnotherShape(String engine) {
        try (KernelTrial trial = trial(engine)) {
            NDArray other = trial.manager().create(new Shape(2, 5), DataType.FLOAT64);
            EmpiricalNtk kernel = EmpiricalNtk.of(trial.network(), OutputContraction.TRACE);
            assertThatThrownBy(() -> kernel.compute(trial.input(), other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("samples of one shape");
        }
    }

    @OnEachEngine
    void moreThanTheMemoryAllows(String engine) {
        try (KernelTrial trial = trial(engine)) {
            EmpiricalNtk full = EmpiricalNtk.of(trial.network(), OutputContraction.FULL);
            // 70 x 70 numbers of 8 bytes
            assertThatThrownBy(() -> full.withMemory(39_199).compute(trial.input()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("takes 39200 bytes as FULL")
                    .hasMessageContaining("the memory limit is 39199")
                    .hasMessageContaining("TRACE");
            assertThatThrownBy(() -> full.withMemory(39_201).compute(trial.input()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("The memory limit is 39201 bytes")
                    .hasMessageContaining("raise the limit");
            // 10 outputs of 50,000 samples: more than a Java array, whatever the memory
            NDArray many = trial.manager().zeros(new Shape(50_000, 4), DataType.FLOAT64);
            assertThatThrownBy(() -> full.withMemory(Long.MAX_VALUE).estimate(many))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2000000000000 bytes")
                    .hasMessageContaining("2147483639 numbers");
            assertThatThrownBy(() -> full.withMemory(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("The memory limit is 0 bytes");
        }
    }

    @OnEachEngine
    void aNetworkWithoutValues(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray x = manager.ones(new Shape(2, 4));
            Block network = KernelNetworks.dense(2, 2, 3);
            assertThatThrownBy(() -> EmpiricalNtk.compute(network, x, OutputContraction.TRACE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("initialize the network");
        }
    }

    @OnEachEngine
    void severalOutputs(String engine) {
        ParallelBlock twins =
                new ParallelBlock(
                        outputs ->
                                new NDList(
                                        outputs.get(0).singletonOrThrow(),
                                        outputs.get(1).singletonOrThrow()),
                        List.of(KernelNetworks.linear(2), KernelNetworks.linear(3)));
        Block network = new SequentialBlock().add(KernelNetworks.maxout(3, 2)).add(twins);
        try (KernelTrial trial = new KernelTrial(engine, network, new Shape(2, 4), SEED)) {
            assertThatThrownBy(
                            () ->
                                    EmpiricalNtk.compute(
                                            network, trial.input(), OutputContraction.TRACE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 outputs");
        }
    }

    @OnEachEngine
    void weightsThatAreNotFinite(String engine) {
        try (KernelTrial trial = trial(engine)) {
            Parameter weight = trial.network().getParameters().valueAt(2);
            double[] values = weight.getArray().toDoubleArray();
            values[0] = Double.NaN;
            weight.getArray().set(values);
            KernelMatrix kernel =
                    EmpiricalNtk.compute(trial.network(), trial.input(), OutputContraction.TRACE);
            assertThat(kernel.value(0, 1)).isNaN();
            assertThat(kernel.spectrum().largest()).isNaN();
            assertThat(kernel.spectrum().effectiveRank()).isNaN();
        }
    }

    @OnEachEngine
    void oneSampleAndOneOutput(String engine) {
        Block network = KernelNetworks.dense(2, 1, 3);
        try (KernelTrial trial = new KernelTrial(engine, network, new Shape(1, 4), SEED)) {
            double expected = NaiveNtk.byBackward(trial).product(0, 0, 0, 0);
            for (OutputContraction contraction : OutputContraction.values()) {
                KernelMatrix kernel = EmpiricalNtk.compute(network, trial.input(), contraction);
                assertThat(kernel.rows()).isEqualTo(1);
                assertThat(kernel.value(0, 0)).isCloseTo(expected, within(1e-13 * expected));
                assertThat(kernel.spectrum().conditionNumber()).isEqualTo(1);
            }
        }
    }

    /** Integer inputs and float32 networks are computed in float64. */
    @OnEachEngine
    void otherTypes(String engine) {
        Block network = KernelNetworks.dense(2, 2, 3);
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            network.initialize(manager, DataType.FLOAT32, new Shape(2, 4));
            NDArray x = manager.ones(new Shape(2, 4));
            KernelMatrix kernel = EmpiricalNtk.compute(network, x, OutputContraction.TRACE);
            // two samples alike, at different places of the engine's products of some 20 doubles
            double first = kernel.value(0, 0);
            assertThat(first).isPositive().isCloseTo(kernel.value(1, 1), within(1e-13 * first));
        }
    }
}
