// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.probe;

import static org.assertj.core.api.Assertions.assertThat;
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
import ai.djl.nn.pooling.Pool;

import io.github.djlmaxout.diagnostics.probe.LayerJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.nn.MaxoutLinear;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Layers that are known and layers that are not give the same derivatives. */
class TwoWaysTest {

    private static final long SEED = 5;

    /** Of sums of some hundred numbers of size 1, which are in another order. */
    private static final double ROUNDING = 1e-13;

    @OnEachEngine
    void ofConvolutions(String engine) {
        compare(engine, convolutions(), Networks.IMAGES);
    }

    @OnEachEngine
    void ofSequences(String engine) {
        compare(engine, Networks.sequence(), Networks.SEQUENCES);
    }

    @OnEachEngine
    void ofBranchesThatMeetInAnUnknownWay(String engine) {
        compare(engine, Networks.gated(), Networks.VECTORS);
    }

    /** Only PyTorch differentiates normalizations in evaluation mode by itself. */
    @Test
    void ofNormalizations() {
        compare("PyTorch", Networks.convolutional(), Networks.IMAGES);
        compare("PyTorch", Networks.normalized(), Networks.VECTORS);
    }

    private static SequentialBlock convolutions() {
        Block strided =
                Conv2d.builder()
                        .setFilters(4)
                        .setKernelShape(new Shape(3, 2))
                        .optStride(new Shape(2, 1))
                        .optPadding(new Shape(1, 2))
                        .optDilation(new Shape(1, 2))
                        .optGroups(2)
                        .build();
        ParallelBlock residual =
                new ParallelBlock(
                        Networks.sum(),
                        List.of(
                                new SequentialBlock()
                                        .add(Networks.maxoutConvolution(4, 3, 2))
                                        .add(Activation::tanh)
                                        .add(Networks.convolution(4)),
                                Blocks.identityBlock()));
        return new SequentialBlock()
                .add(Networks.maxoutConvolution(4, 2, 1))
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(residual)
                .add(strided)
                .add(Activation::relu)
                .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(1, 1)))
                .add(Blocks.batchFlattenBlock())
                .add(MaxoutLinear.builder().setUnits(5).setPieces(3).build())
                .add(Networks.linear(3));
    }

    private static void compare(String engine, Block network, Shape input) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            network.initialize(manager, DataType.FLOAT32, input);
            double[] values = new double[(int) input.size()];
            Random random = new Random(SEED);
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextGaussian();
            }
            NDList batch = new NDList(manager.create(values, input));
            NetworkWalk fast = NetworkWalk.of(network, input).withType(DataType.FLOAT64);
            NetworkWalk slow =
                    NetworkWalk.of(network, Map.of(network, new Unknown("test")), input)
                            .withType(DataType.FLOAT64);
            try (NetworkJacobian a = fast.jacobian(batch, Parameter::requiresGradient);
                    NetworkJacobian b = slow.jacobian(batch, Parameter::requiresGradient)) {
                List<double[]> left = matrices(a);
                List<double[]> right = matrices(b);
                assertThat(left).hasSameSizeAs(right);
                for (int i = 0; i < left.size(); i++) {
                    double largest = 0;
                    double difference = 0;
                    assertThat(left.get(i)).hasSameSizeAs(right.get(i));
                    for (int j = 0; j < left.get(i).length; j++) {
                        largest = Math.max(largest, Math.abs(left.get(i)[j]));
                        difference =
                                Math.max(difference, Math.abs(left.get(i)[j] - right.get(i)[j]));
                    }
                    assertThat(difference)
                            .as(a.layers().get(i).layer())
                            .isCloseTo(0, within(ROUNDING * largest));
                }
            }
        }
    }

    private static List<double[]> matrices(NetworkJacobian jacobian) {
        List<double[]> all = new ArrayList<>();
        for (LayerJacobian layer : jacobian.layers()) {
            try (NDArray matrix = layer.matrix()) {
                all.add(matrix.toDoubleArray());
            }
        }
        return all;
    }
}
