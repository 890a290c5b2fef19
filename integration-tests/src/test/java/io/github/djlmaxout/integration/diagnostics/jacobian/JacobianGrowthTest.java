// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.jacobian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;

import io.github.djlmaxout.diagnostics.jacobian.JacobianGrowth;
import io.github.djlmaxout.integration.OnEachEngine;

import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Growth by differences against products of the weights of winning pieces. */
class JacobianGrowthTest {

    private static final long SEED = 5;
    private static final int SAMPLES = 6;
    private static final int DIRECTIONS = 3;

    /** Rounding leaves 1e-11 of |f| / |x|, and a layer stretches some directions little. */
    private static final double TOLERANCE = 1e-8;

    /** The directions, drawn as the growth draws them. */
    private static List<double[]> directions(int size) {
        ZigguratSampler.NormalizedGaussian normal =
                ZigguratSampler.NormalizedGaussian.of(
                        RandomSource.XO_RO_SHI_RO_128_PP.create(SEED));
        List<double[]> directions = new ArrayList<>();
        for (int i = 0; i < SAMPLES * DIRECTIONS; i++) {
            double[] u = IntStream.range(0, size).mapToDouble(j -> normal.sample()).toArray();
            double length = Math.sqrt(NaiveDense.square(u));
            for (int j = 0; j < size; j++) {
                u[j] /= length;
            }
            directions.add(u);
        }
        return directions;
    }

    private static void agree(String engine, SequentialBlock network, int inputs) {
        try (Fixture fixture = new Fixture(engine, network, new Shape(SAMPLES, inputs), SEED)) {
            NaiveDense naive = new NaiveDense(network);
            JacobianGrowth growth =
                    JacobianGrowth.of(fixture.network(), fixture.batch(), DIRECTIONS, SEED);
            assertThat(growth.rows()).isEqualTo(SAMPLES * DIRECTIONS);
            assertThat(growth.leftOut()).isZero();
            assertThat(growth.layers()).hasSize(naive.depth());
            List<double[]> directions = directions(inputs);
            for (int depth = 1; depth <= naive.depth(); depth++) {
                double mean = 0;
                double squares = 0;
                double cosines = 0;
                double count = directions.size();
                for (int row = 0; row < directions.size(); row++) {
                    double[] x = fixture.sample(row / DIRECTIONS);
                    double[][] jacobian = naive.jacobian(x, depth);
                    double square = NaiveDense.squaredLength(jacobian, directions.get(row));
                    mean += square / count;
                    squares += square * square;
                    cosines +=
                            cosine(jacobian, directions.get(row), naive.signal(x, depth)) / count;
                }
                JacobianGrowth.Layer layer = growth.layers().get(depth - 1);
                assertThat(layer.meanSquare())
                        .as("%s, layer %d, seed %d", engine, depth, SEED)
                        .isCloseTo(mean, within(TOLERANCE * mean));
                assertThat(layer.squaredCosine()).isCloseTo(cosines, within(TOLERANCE));
                double variance = (squares - count * mean * mean) / (count - 1);
                assertThat(layer.deviation())
                        .isCloseTo(Math.sqrt(variance), within(TOLERANCE * mean));
            }
            assertThat(growth.output().meanSquare())
                    .isEqualTo(growth.layers().get(naive.depth() - 1).meanSquare());
        }
    }

    private static double cosine(double[][] jacobian, double[] u, double[] signal) {
        double product = 0;
        for (int i = 0; i < signal.length; i++) {
            for (int j = 0; j < u.length; j++) {
                product += signal[i] * jacobian[i][j] * u[j];
            }
        }
        return product
                * product
                / NaiveDense.square(signal)
                / NaiveDense.squaredLength(jacobian, u);
    }

    @OnEachEngine
    void agreesWithProductsOfTheWinnersWeights(String engine) {
        agree(engine, Fixture.dense(3, 7, 6, 5, 4, 2), 7);
        agree(engine, Fixture.dense(5, 2, 30, 30, 1), 2);
    }

    @OnEachEngine
    void agreesBehindRelu(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(Fixture.linear(20))
                        .add(Activation::relu)
                        .add(Fixture.linear(20))
                        .add(Activation::relu)
                        .add(Fixture.maxout(6, 4))
                        .add(Fixture.linear(3));
        agree(engine, network, 9);
    }

    /**
     * A network of one ReLU of {@code x - b}: at {@code x = 1} the step is 1e-5, so a kink at
     * {@code 1 + 0.5e-5} lies between the ends, and one at {@code 1 + 0.5e-8} at all steps.
     */
    @OnEachEngine
    void smallerStepsAvoidAKink(String engine) {
        SequentialBlock network =
                new SequentialBlock().add(Fixture.linear(1)).add(Activation::relu);
        try (Fixture fixture = new Fixture(engine, network, new Shape(1, 1), SEED)) {
            NDList one = new NDList(fixture.manager().create(new double[] {1}, new Shape(1, 1)));
            var parameters = network.getChildren().valueAt(0).getDirectParameters();
            fixture.set(parameters.get("weight"), 2);
            fixture.set(parameters.get("bias"), -2 * (1 + 0.5e-5));
            JacobianGrowth close = JacobianGrowth.of(fixture.walk(), one, 2, SEED);
            assertThat(close.leftOut()).isZero();
            assertThat(close.output().meanSquare()).isZero();
            fixture.set(parameters.get("bias"), -2 * (1 - 0.5e-5));
            JacobianGrowth other = JacobianGrowth.of(fixture.walk(), one, 2, SEED);
            assertThat(other.leftOut()).isZero();
            assertThat(other.output().meanSquare()).isCloseTo(4, within(1e-7));
            fixture.set(parameters.get("bias"), -2 * (1 + 0.5e-8));
            JacobianGrowth tooClose = JacobianGrowth.of(fixture.walk(), one, 2, SEED);
            assertThat(tooClose.leftOut()).isEqualTo(2);
            assertThat(tooClose.rows()).isZero();
            assertThat(tooClose.layers()).isEmpty();
            assertThat(tooClose.output().meanSquare()).isNaN();
        }
    }

    /** Zero biases make the network homogeneous: along the sample, J x = f(x). */
    @OnEachEngine
    void alongTheSampleItIsTheOutput(String engine) {
        SequentialBlock network = Fixture.dense(4, 6, 8, 8, 3);
        try (Fixture fixture = new Fixture(engine, network, new Shape(1, 6), SEED)) {
            network.getChildren()
                    .values()
                    .forEach(
                            layer -> {
                                var bias = layer.getDirectParameters().get("bias");
                                fixture.set(bias, new double[(int) bias.getArray().size()]);
                            });
            double[] x = fixture.sample(0);
            double[] f = new NaiveDense(network).signal(x, 3);
            double expected = NaiveDense.square(f) / NaiveDense.square(x);
            JacobianGrowth growth =
                    JacobianGrowth.atAngle(fixture.walk(), fixture.batch(), 0, 1, SEED);
            assertThat(growth.output().meanSquare())
                    .isCloseTo(expected, within(TOLERANCE * expected));
            assertThat(growth.output().squaredCosine()).isCloseTo(1, within(1e-9));
            assertThat(growth.output().deviation()).isNaN();
            JacobianGrowth oblique =
                    JacobianGrowth.atAngle(fixture.walk(), fixture.batch(), 1, 5, SEED);
            double cosine = Math.cos(1);
            assertThat(oblique.squaredCosine()).isCloseTo(cosine * cosine, within(1e-12));
        }
    }

    @OnEachEngine
    void badInput(String engine) {
        SequentialBlock network = Fixture.dense(3, 2, 4, 1);
        try (Fixture fixture = new Fixture(engine, network, new Shape(2, 2), SEED)) {
            var walk = fixture.walk();
            assertThatThrownBy(() -> JacobianGrowth.of(walk, fixture.batch(), 0, SEED))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0 directions");
            assertThatThrownBy(() -> JacobianGrowth.of(walk, new NDList(), 1, SEED))
                    .hasMessageContaining("0 arrays");
            NDList empty = new NDList(fixture.manager().create(new Shape(0, 2)));
            assertThatThrownBy(() -> JacobianGrowth.of(walk, empty, 1, SEED))
                    .hasMessageContaining("at least one sample");
            NDList integers = new NDList(fixture.manager().zeros(new Shape(1, 2), DataType.INT32));
            assertThatThrownBy(() -> JacobianGrowth.of(walk, integers, 1, SEED))
                    .hasMessageContaining("int32");
            assertThatThrownBy(
                            () ->
                                    JacobianGrowth.atAngle(
                                            walk, fixture.batch(), Double.NaN, 1, SEED))
                    .hasMessageContaining("NaN");
            NDList single = new NDList(fixture.manager().ones(new Shape(1, 1)));
            assertThatThrownBy(() -> JacobianGrowth.atAngle(walk, single, 1, 1, SEED))
                    .hasMessageContaining("at least 2");
            NDList zeros = new NDList(fixture.manager().zeros(new Shape(1, 2), DataType.FLOAT64));
            assertThat(JacobianGrowth.atAngle(walk, zeros, 1, 1, SEED).rows()).isZero();
            var weight = network.getChildren().valueAt(0).getDirectParameters().get("weight");
            double[] values = NaiveDense.wide(weight.getArray());
            values[1] = Double.NaN;
            fixture.set(weight, values);
            JacobianGrowth nan = JacobianGrowth.of(walk, fixture.batch(), 2, SEED);
            assertThat(nan.output().meanSquare()).isNaN();
            assertThat(nan.layers()).hasSize(2);
            assertThat(nan.leftOut()).isZero();
        }
    }
}
