// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.jacobian;

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
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.diagnostics.jacobian.InputJacobian;
import io.github.djlmaxout.diagnostics.jacobian.JacobianGrowth;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.nn.MaxoutConv2d;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Explicit Jacobians against plain Java, and against differences of DJL's own evaluation. */
class InputJacobianTest {

    private static final long SEED = 21;

    /** Networks compute in double, with signals of about 1. */
    private static final double TOLERANCE = 1e-8;

    private static void agreeWithWeights(String engine, SequentialBlock network, int inputs) {
        try (Fixture fixture = new Fixture(engine, network, new Shape(4, inputs), SEED)) {
            NaiveDense naive = new NaiveDense(network);
            List<InputJacobian> jacobians = InputJacobian.of(fixture.network(), fixture.batch());
            assertThat(jacobians).hasSize(4);
            for (int sample = 0; sample < 4; sample++) {
                double[] x = fixture.sample(sample);
                double[][] expected = naive.jacobian(x, naive.depth());
                InputJacobian jacobian = jacobians.get(sample);
                assertThat(jacobian.outputs()).isEqualTo(expected.length);
                assertThat(jacobian.inputs()).isEqualTo(inputs);
                double squares = 0;
                for (int i = 0; i < expected.length; i++) {
                    for (int j = 0; j < inputs; j++) {
                        assertThat(jacobian.entry(i, j))
                                .as("%s, sample %d, seed %d", engine, sample, SEED)
                                .isCloseTo(expected[i][j], within(TOLERANCE));
                        squares += expected[i][j] * expected[i][j];
                    }
                }
                assertThat(jacobian.squaredNorm()).isCloseTo(squares, within(TOLERANCE));
                double ofValues = 0;
                for (double value : jacobian.singularValues()) {
                    ofValues += value * value;
                }
                assertThat(ofValues).isCloseTo(squares, within(TOLERANCE));
            }
        }
    }

    @OnEachEngine
    void areProductsOfTheWinnersWeights(String engine) {
        agreeWithWeights(engine, Fixture.dense(3, 6, 7, 5, 4), 6);
        agreeWithWeights(engine, Fixture.dense(5, 9, 20, 1), 9);
        agreeWithWeights(
                engine,
                new SequentialBlock()
                        .add(Fixture.linear(12))
                        .add(Activation::relu)
                        .add(Fixture.maxout(6, 4))
                        .add(Fixture.linear(3)),
                1);
    }

    /** Differences of what DJL itself evaluates, sample by sample. */
    private static void agreeWithDifferences(String engine, Block network, Shape shape) {
        try (Fixture fixture = new Fixture(engine, network, shape, SEED)) {
            List<InputJacobian> jacobians = InputJacobian.of(fixture.walk(), fixture.batch());
            double h = 1e-6;
            for (int sample = 0; sample < shape.get(0); sample++) {
                double[] x = fixture.sample(sample);
                InputJacobian jacobian = jacobians.get(sample);
                double largest = 0;
                for (int j = 0; j < x.length; j++) {
                    double value = x[j];
                    x[j] = value + h;
                    double[] above = evaluated(fixture, network, shape, x);
                    x[j] = value - h;
                    double[] below = evaluated(fixture, network, shape, x);
                    x[j] = value;
                    for (int i = 0; i < above.length; i++) {
                        double expected = (above[i] - below[i]) / (2 * h);
                        largest = Math.max(largest, Math.abs(expected));
                        assertThat(jacobian.entry(i, j))
                                .as("%s, (%d, %d) at %d, seed %d", engine, i, j, sample, SEED)
                                .isCloseTo(expected, within(TOLERANCE));
                    }
                }
                assertThat(largest).isGreaterThan(0.01);
            }
            JacobianGrowth growth = JacobianGrowth.of(fixture.walk(), fixture.batch(), 50, SEED);
            double mean = jacobians.stream().mapToDouble(j -> j.moment(1)).sum() / jacobians.size();
            // 50 directions at each of 3 samples: about 4 standard errors of a chi-square law
            assertThat(growth.output().meanSquare()).isCloseTo(mean, within(0.5 * mean));
        }
    }

    private static double[] evaluated(Fixture fixture, Block network, Shape shape, double[] x) {
        try (NDArray sample = fixture.manager().create(x, new Shape(1).addAll(shape.slice(1)));
                NDArray output =
                        network.forward(
                                        new ParameterStore(fixture.manager(), false),
                                        new NDList(sample),
                                        false)
                                .singletonOrThrow()) {
            return output.toDoubleArray();
        }
    }

    private static Conv2d convolution(int filters) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(3, 3))
                .optPadding(new Shape(1, 1))
                .build();
    }

    @OnEachEngine
    void convolutionsPoolsNormalizationsAndBranches(String engine) {
        ParallelBlock residual =
                new ParallelBlock(
                        outputs ->
                                new NDList(
                                        outputs.get(0)
                                                .singletonOrThrow()
                                                .add(outputs.get(1).singletonOrThrow())),
                        List.of(
                                new SequentialBlock()
                                        .add(convolution(3))
                                        .add(BatchNorm.builder().build())
                                        .add(Activation::relu)
                                        .add(convolution(3)),
                                Blocks.identityBlock()));
        agreeWithDifferences(
                engine,
                new SequentialBlock()
                        .add(
                                MaxoutConv2d.builder()
                                        .setFilters(3)
                                        .setPieces(3)
                                        .setKernelShape(new Shape(3, 3))
                                        .optPadding(new Shape(1, 1))
                                        .build())
                        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                        .add(residual)
                        .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                        .add(Dropout.builder().build())
                        .add(Blocks.batchFlattenBlock())
                        .add(Fixture.linear(8))
                        .add(BatchNorm.builder().build())
                        .add(Activation::tanh)
                        .add(Fixture.linear(4)),
                new Shape(3, 2, 8, 8));
    }

    @OnEachEngine
    void badInput(String engine) {
        SequentialBlock network = Fixture.dense(3, 2, 4, 1);
        try (Fixture fixture = new Fixture(engine, network, new Shape(1, 2), SEED)) {
            NetworkWalk walk = fixture.walk();
            List<InputJacobian> one = InputJacobian.of(walk, fixture.batch());
            assertThat(one).hasSize(1);
            assertThat(one.get(0).singularValues()).hasSize(1);
            assertThatThrownBy(() -> InputJacobian.of(walk, new NDList()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0 arrays");
            NDList empty = new NDList(fixture.manager().create(new Shape(0, 2)));
            assertThatThrownBy(() -> InputJacobian.of(walk, empty))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least one sample");
            NDList integers = new NDList(fixture.manager().zeros(new Shape(1, 2), DataType.INT32));
            assertThatThrownBy(() -> InputJacobian.of(walk, integers))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("int32");
            Parameter weight = network.getChildren().valueAt(1).getDirectParameters().get("weight");
            fixture.set(weight, 1, Double.NaN, 1, 1);
            InputJacobian nan = InputJacobian.of(walk, fixture.batch()).get(0);
            assertThat(nan.spectralNorm()).isNaN();
            assertThat(nan.moment(2)).isNaN();
            fixture.set(weight, 1, Double.POSITIVE_INFINITY, 1, 1);
            assertThat(InputJacobian.of(walk, fixture.batch()).get(0).spectralNorm()).isNaN();
        }
    }

    @Test
    void anUninitializedNetwork() {
        SequentialBlock network = Fixture.dense(3, 2, 4, 1);
        try (NDManager manager =
                Engine.getEngine(NetworkStructure.engineOf(network)).newBaseManager()) {
            NDList batch = new NDList(manager.ones(new Shape(1, 2)));
            NetworkWalk walk = NetworkWalk.of(network, new Shape(1, 2));
            assertThatThrownBy(() -> InputJacobian.of(walk, batch))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("initialize");
        }
    }
}
