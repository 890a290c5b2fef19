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
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.diagnostics.kernel.EmpiricalNtk;
import io.github.djlmaxout.diagnostics.kernel.OutputContraction;
import io.github.djlmaxout.diagnostics.probe.LossSurface;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.WalkSignals;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.run.UnreadBlocks;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Networks that are not read are run, seen into and differentiated. */
class UnreadNetworksTest {

    private static final long SEED = 11;

    /** By its third derivative a central difference is off by 1e-12, by rounding by 1e-9. */
    private static final double STEP = 1e-6;

    static Stream<Arguments> networks() {
        return OnEachEngine.Declared.engines()
                .flatMap(
                        engine ->
                                Arrays.stream(UnreadBlocks.values())
                                        .map(block -> Arguments.of(engine, block)));
    }

    private static NetworkWalk walk(Block network, NDList input) {
        return NetworkWalk.of(network, input.getShapes());
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("networks")
    void showTheLayersInside(String engine, UnreadBlocks kind) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block network = kind.initialized(manager, SEED);
            NDList input = kind.input(manager, SEED);
            try (WalkSignals seen = walk(network, input).forward(input)) {
                assertThat(seen.signals()).isNotEmpty();
                assertThat(seen.signals()).extracting(LayerSignal::layer).doesNotHaveDuplicates();
                if (!kind.layers().isEmpty()) {
                    assertThat(seen.signals())
                            .extracting(LayerSignal::layer)
                            .containsExactlyElementsOf(kind.layers());
                }
                for (LayerSignal signal : seen.signals()) {
                    assertThat(signal.input().toByteBuffer().remaining()).isPositive();
                    assertThat(Trial.wide(signal.output())).doesNotContain(Double.NaN);
                    assertThat(signal.unitAxis())
                            .isLessThan(signal.output().getShape().dimension());
                }
            }
        }
    }

    /** {@code sum_j w_j . y_j} over the outputs {@code y}, with weights from a seed. */
    private static final class Weighted extends Loss {

        Weighted() {
            super("weighted");
        }

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            Random random = new Random(SEED);
            NDArray sum = null;
            for (NDArray y : predictions) {
                double[] weights = random.doubles(y.size(), -1, 1).toArray();
                NDArray w = y.getManager().create(weights, y.getShape());
                NDArray term = y.mul(w.toType(y.getDataType(), false)).sum();
                sum = sum == null ? term : sum.add(term);
            }
            return sum;
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("networks")
    void areDifferentiatedLikeDifferencesOfTheirOutput(String engine, UnreadBlocks kind) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block network = kind.initialized(manager, SEED);
            NDList input = kind.input(manager, SEED);
            NDList labels = new NDList(manager.zeros(new Shape(1)));
            LossSurface surface =
                    LossSurface.of(
                            walk(network, input),
                            input,
                            labels,
                            new Weighted(),
                            Parameter::requiresGradient);
            if (engine.equals("MXNet") && kind == UnreadBlocks.LSTM_LAYERS) {
                // Its gradients of stacked layers in double precision are memory never written.
                assertThatThrownBy(() -> surface.gradient(new double[surface.dimension()]))
                        .isInstanceOf(NotMeasurableException.class)
                        .hasMessageContaining("stacked recurrent layers");
                return;
            }
            double[] gradient = surface.gradient(new double[surface.dimension()]);
            // MXNet's gelu has a gradient that is off by 1e-3, whatever the precision; the numbers
            // along a direction partly cancel.
            boolean gelu = engine.equals("MXNet") && kind == UnreadBlocks.BERT;
            for (int trial = 0; trial < 3; trial++) {
                double[] direction = direction(surface.dimension(), SEED + trial);
                double expected =
                        (surface.value(times(direction, STEP))
                                        - surface.value(times(direction, -STEP)))
                                / (2 * STEP);
                double actual = 0;
                for (int i = 0; i < gradient.length; i++) {
                    actual += gradient[i] * direction[i];
                }
                assertThat(actual)
                        .as("direction %d, seed %d", trial, SEED)
                        .isCloseTo(
                                expected, within((gelu ? 3e-2 : 1e-6) * (1 + Math.abs(expected))));
            }
            assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow()).isPositive();
        }
    }

    /** Two engines, two ways to differentiate batch normalization and recurrence. */
    @ParameterizedTest
    @EnumSource(
            value = UnreadBlocks.class,
            names = {"RNN_LAYER", "RESIDUAL_UNIT", "TRANSFORMER"},
            mode = EnumSource.Mode.INCLUDE)
    void haveTheSameKernelOnAllEngines(UnreadBlocks kind) {
        List<double[]> kernels = new ArrayList<>();
        for (String engine : OnEachEngine.Declared.engines().toList()) {
            try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
                Block network = kind.initialized(manager, SEED);
                NDList input = kind.input(manager, SEED);
                kernels.add(
                        EmpiricalNtk.compute(network, input.head(), OutputContraction.TRACE)
                                .toArray(0));
            }
        }
        for (double[] kernel : kernels) {
            assertThat(kernel[0]).isPositive();
            for (int i = 0; i < kernel.length; i++) {
                assertThat(kernel[i])
                        .isCloseTo(kernels.get(0)[i], within(1e-7 * Math.abs(kernel[0])));
            }
        }
    }

    private static double[] direction(int length, long seed) {
        Random random = new Random(seed);
        double[] direction = new double[length];
        Arrays.setAll(direction, i -> random.nextGaussian());
        return direction;
    }

    private static double[] times(double[] vector, double factor) {
        return Arrays.stream(vector).map(x -> factor * x).toArray();
    }
}
