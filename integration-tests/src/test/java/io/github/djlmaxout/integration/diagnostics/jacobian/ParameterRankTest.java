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
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.util.Pair;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.jacobian.JacobianRank;
import io.github.djlmaxout.diagnostics.jacobian.MatrixRank;
import io.github.djlmaxout.diagnostics.jacobian.ParameterRank;
import io.github.djlmaxout.diagnostics.jacobian.TwoLayerNetwork;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.diagnostics.probe.LayerJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.ProbedStep;
import io.github.djlmaxout.nn.MaxoutLinear;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.SingularOps_DDRM;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/** The rank of real networks' Jacobians. */
class ParameterRankTest {

    private static final long SEED = 44;

    private static void fill(NDManager manager, Block network, Shape input, Random random) {
        network.initialize(manager, DataType.FLOAT64, input);
        for (Pair<String, Parameter> pair : network.getParameters()) {
            NDArray array = pair.getValue().getArray();
            double[] values = random.doubles(array.size(), -0.5, 0.5).toArray();
            try (NDArray drawn = manager.create(values, array.getShape())) {
                drawn.copyTo(array);
            }
        }
    }

    private static Linear readOut(int outputs) {
        return Linear.builder().setUnits(outputs).optBias(false).build();
    }

    private static double[] values(Block block, String parameter) {
        return block.getDirectParameters().get(parameter).getArray().toDoubleArray();
    }

    /**
     * The same weights by two ways that share no code: an engine's derivatives of DJL's blocks, and
     * the formula of the two-layer network. Widths below, at and above the threshold of each; the
     * products of two numbers are rounded once by both, so that all is equal, bit for bit.
     */
    @OnEachEngine
    void agreesWithTheFormulaOfTwoLayers(String engine) {
        Random random = new Random(SEED);
        int[][] cells = {
            {1, 5, 4}, {1, 5, 5}, {1, 5, 9}, {2, 5, 4}, {2, 5, 5}, {2, 5, 8}, {3, 4, 2}, {3, 4, 3},
            {5, 3, 1}, {5, 3, 4}
        };
        for (int[] cell : cells) {
            int pieces = cell[0];
            int inputs = cell[1];
            int units = cell[2];
            int samples = 30;
            Shape shape = new Shape(samples, inputs);
            Block hidden =
                    pieces == 1
                            ? Linear.builder().setUnits(units).build()
                            : MaxoutLinear.builder().setUnits(units).setPieces(pieces).build();
            Block last = readOut(1);
            SequentialBlock network = new SequentialBlock().add(hidden);
            if (pieces == 1) {
                network.add(Activation::relu);
            }
            network.add(last);
            last.freezeParameters(true);
            try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
                fill(manager, network, shape, random);
                double[] x = random.doubles(shape.size(), -1, 1).toArray();
                NDList batch = new NDList(manager.create(x, shape));
                double[] weight = values(hidden, "weight");
                double[] bias = values(hidden, "bias");
                double[] output = values(last, "weight");
                TwoLayerNetwork formula =
                        pieces == 1
                                ? TwoLayerNetwork.relu(weight, bias, output)
                                : TwoLayerNetwork.maxout(pieces, weight, bias, output);
                NetworkWalk walk = NetworkWalk.of(network, shape);
                try (NetworkJacobian jacobian = walk.jacobian(batch, Parameter::requiresGradient)) {
                    assertThat(joined(jacobian))
                            .as("%d pieces, %d units, seed %d", pieces, units, SEED)
                            .containsExactly(formula.jacobian(x));
                }
                ParameterRank rank = ParameterRank.of(walk, batch);
                MatrixRank expected = formula.rank(DataType.FLOAT64, x);
                assertThat(rank.matrix()).isEqualTo(expected);
                int bound =
                        pieces == 1
                                ? (inputs + 1) * units
                                : (inputs + 1) * (units * (pieces - 1) + 1);
                assertThat(rank.largest()).isEqualTo(Math.min(samples, bound));
                assertThat(rank.samples()).isEqualTo(samples);
                assertThat(rank.outputs()).isEqualTo(1);
                assertThat(rank.matrix().rank().orElseThrow())
                        .isLessThanOrEqualTo((int) rank.largest());
                // Rounding to float32 changes the numbers, and the tolerance with them.
                MatrixRank narrow =
                        ParameterRank.of(walk.withType(DataType.FLOAT32), batch).matrix();
                assertThat(narrow.precision()).isEqualTo(DataType.FLOAT32);
                assertThat(narrow.tolerance())
                        .isCloseTo(expected.tolerance() * Math.pow(2, 29), within(1e-9));
            }
        }
    }

    private static double[] joined(NetworkJacobian jacobian) {
        int rows = jacobian.samples() * jacobian.rows();
        List<Double> all = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            for (LayerJacobian layer : jacobian.layers()) {
                double[] matrix = layer.matrix().toDoubleArray();
                int width = (int) layer.columns();
                for (int i = row * width; i < (row + 1) * width; i++) {
                    all.add(matrix[i] + 0.0); // no negative zeros
                }
            }
        }
        return all.stream().mapToDouble(d -> d).toArray();
    }

    /**
     * With more samples than the bounds, ranks are what the bounds say, whatever is trained. The
     * expected numbers are counted by hand from (d0 + 1)(d1 (K - 1) + min(O, d1)) and what comes
     * with the output layer.
     */
    @OnEachEngine
    void theLargestRankIsAttained(String engine) {
        // d0 = 3, d1 = 4, K = 2, O = 1: 4 * 5, and nothing by the output layer
        assertLargest(engine, maxout(4, 2), 1, p -> true, 20);
        assertLargest(engine, maxout(4, 2), 1, ParameterRankTest::isHidden, 20);
        // O = 2: 4 * (4 + 2); output weights add 4 * (2 - 1), output biases nothing
        assertLargest(engine, maxout(4, 2), 2, p -> true, 28);
        assertLargest(engine, maxout(4, 2), 2, ParameterRankTest::isHidden, 24);
        // O = 3 > d1 = 2: 4 * (2 + 2); 2 * (3 - 1), and one bias that units cannot move
        assertLargest(engine, maxout(2, 2), 3, p -> true, 16 + 4 + 1);
        // ReLU: 4 * 4 = 16; output weights add nothing of one output, its bias one
        Block[] relu = {Linear.builder().setUnits(4).build(), Activation.reluBlock()};
        assertLargest(engine, relu, 1, p -> true, 17);
        Block[] again = {Linear.builder().setUnits(4).build(), Activation.reluBlock()};
        assertLargest(engine, again, 1, ParameterRankTest::isHidden, 16);
        // tanh does not scale: all 16 + 4 + 1
        Block[] tanh = {Linear.builder().setUnits(4).build(), Activation.tanhBlock()};
        assertLargest(engine, tanh, 1, p -> true, 21);
        // only weights: 3 * (4 + 1), and 4 output weights, which scale nothing then
        assertLargest(
                engine, maxout(4, 2), 1, p -> p.getType() == Parameter.Type.WEIGHT, 3 * 5 + 4);
    }

    private static boolean isHidden(Parameter parameter) {
        return parameter.getArray().getShape().get(0) == 8
                || parameter.getArray().getShape().get(0) == 4;
    }

    private static Block[] maxout(int units, int pieces) {
        return new Block[] {MaxoutLinear.builder().setUnits(units).setPieces(pieces).build()};
    }

    private static void assertLargest(
            String engine, Block[] hidden, int outputs, Predicate<Parameter> which, int expected) {
        Shape shape = new Shape(120, 3);
        SequentialBlock network = new SequentialBlock();
        for (Block block : hidden) {
            network.add(block);
        }
        network.add(Linear.builder().setUnits(outputs).build());
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Random random = new Random(SEED);
            fill(manager, network, shape, random);
            NDList batch = new NDList(manager.create(random.doubles(360, -3, 3).toArray(), shape));
            ParameterRank rank = ParameterRank.of(NetworkWalk.of(network, shape), batch, which);
            assertThat(rank.largest()).isEqualTo(expected);
            assertThat(rank.matrix().rank()).as("seed %d", SEED).hasValue(expected);
            assertThat(rank.matrix().gap()).isGreaterThan(1e3);
        }
    }

    /** EJML on the whole matrix, of a network with several layers and outputs. */
    @OnEachEngine
    void singularValuesAreThoseOfTheMatrix(String engine) {
        Shape shape = new Shape(6, 4);
        Block network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(5).build())
                        .add(Activation::tanh)
                        .add(MaxoutLinear.builder().setUnits(4).setPieces(3).build())
                        .add(Linear.builder().setUnits(3).build());
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Random random = new Random(SEED);
            fill(manager, network, shape, random);
            NDList batch = new NDList(manager.create(random.doubles(24, -1, 1).toArray(), shape));
            NetworkWalk walk = NetworkWalk.of(network, shape);
            ParameterRank rank = ParameterRank.of(walk, batch);
            try (NetworkJacobian jacobian = walk.jacobian(batch, Parameter::requiresGradient)) {
                double[] entries = joined(jacobian);
                double[] expected =
                        SingularOps_DDRM.singularValues(
                                new DMatrixRMaj(18, entries.length / 18, true, entries));
                assertThat(rank.matrix().singularValues()).hasSize(18);
                for (int i = 0; i < 18; i++) {
                    assertThat(rank.matrix().singularValues().get(i))
                            .isCloseTo(expected[i], within(1e-12 * expected[0]));
                }
            }
            assertThat(rank.largest()).isEqualTo(18);
            assertThat(rank.matrix().ofProducts()).isFalse();
        }
    }

    /** 200 rows and 31,810 columns would take EJML 5e9 operations. */
    @OnEachEngine
    void takesProductsWhereTheMatrixIsLarge(String engine) {
        Shape shape = new Shape(200, 300);
        Block network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(100).build())
                        .add(Activation::relu)
                        .add(readOut(1));
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Random random = new Random(SEED);
            fill(manager, network, shape, random);
            double[] x = random.doubles(60_000, -1, 1).toArray();
            System.arraycopy(x, 0, x, 300, 300); // two samples are the same
            NDList batch = new NDList(manager.create(x, shape));
            ParameterRank rank = ParameterRank.of(network, batch);
            assertThat(rank.matrix().ofProducts()).isTrue();
            assertThat(rank.matrix().rank()).hasValue(199);
            assertThat(rank.matrix().columns()).isEqualTo(30_200);
            assertThat(rank.largest()).isEqualTo(200);
            assertThatThrownBy(
                            () ->
                                    ParameterRank.of(
                                            NetworkWalk.of(network, shape),
                                            new NDList(
                                                    manager.ones(
                                                            new Shape(3000, 300),
                                                            DataType.FLOAT64))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3000 rows")
                    .hasMessageContaining("fewer samples");
        }
    }

    @OnEachEngine
    void isObservedAsANetworkTrains(String engine) {
        Shape shape = new Shape(40, 3);
        Block network =
                new SequentialBlock()
                        .add(MaxoutLinear.builder().setUnits(4).setPieces(2).build())
                        .add(Linear.builder().setUnits(1).build());
        try (NDManager manager = Engine.getEngine(engine).newBaseManager();
                JacobianRank quantity = new JacobianRank()) {
            Random random = new Random(SEED);
            fill(manager, network, shape, random);
            NDList batch = new NDList(manager.create(random.doubles(120, -3, 3).toArray(), shape));
            assertThat(quantity.cost()).isEqualTo(Cost.MANY_PASSES);
            try (BatchProbe probe =
                    BatchProbe.of(network, batch, 40, Statistics.RUNNING, Map.of())) {
                NDManager all = manager.getParentManager();
                int before = all.getManagedArrays().size();
                assertThat(seen(quantity, probe))
                        .containsExactly(
                                new ScalarObservation(
                                        3, JacobianRank.JACOBIAN_RANK, Place.NETWORK, 20, 20));
                assertThat(all.getManagedArrays()).hasSize(before);
                NDArray weight =
                        network.getChildren()
                                .values()
                                .get(1)
                                .getParameters()
                                .get("weight")
                                .getArray();
                try (NDArray bad = manager.full(new Shape(1, 4), Float.NaN, DataType.FLOAT64)) {
                    bad.copyTo(weight);
                }
                ScalarObservation none = (ScalarObservation) seen(quantity, probe).get(0);
                assertThat(none.value()).isNaN();
                network.freezeParameters(true);
                assertThat(seen(quantity, probe)).isEmpty();
            }
        }
    }

    private static List<Observation> seen(JacobianRank quantity, BatchProbe probe) {
        List<Observation> seen = new ArrayList<>();
        quantity.measure(new ProbedStep(3, probe), seen::add);
        return seen;
    }
}
