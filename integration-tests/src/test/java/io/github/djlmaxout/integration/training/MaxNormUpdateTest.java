// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxNormOptimizer;

import org.assertj.core.data.Offset;

/** Single updates whose results are known beforehand. */
class MaxNormUpdateTest {

    private static Optimizer sgd() {
        return Optimizer.sgd().setLearningRateTracker(Tracker.fixed(1)).build();
    }

    /** A linear layer with given weights, one row for each unit. */
    private static Block linear(NDManager manager, DataType type, double[]... weights) {
        Block block = Linear.builder().setUnits(weights.length).build();
        block.setInitializer((m, s, t) -> m.create(weights).toType(t, false), "weight");
        block.setInitializer((m, s, t) -> m.full(s, 7, t), "bias");
        block.initialize(manager, type, new Shape(1, weights[0].length));
        return block;
    }

    private static double[] update(Block block, Optimizer optimizer, String name, float gradient) {
        Parameter parameter = block.getParameters().get(name);
        NDArray array = parameter.getArray();
        try (NDArray grad =
                array.getManager().full(array.getShape(), gradient, array.getDataType())) {
            optimizer.update(parameter.getId(), array, grad);
        }
        return RecordingOptimizer.values(array);
    }

    private static double[] limit(NDManager manager, DataType type, double[]... weights) {
        Block block = linear(manager, type, weights);
        return update(block, MaxNormOptimizer.wrap(sgd(), block, 2), "weight", 0);
    }

    /** (3, 4) has norm 5, scaled to 2: (1.2, 1.6); the gradient comes first. */
    @OnEachEngine
    void closedForm(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT64}) {
                double eps = type == DataType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
                assertThat(limit(manager, type, new double[] {3, -4}, new double[] {0.5, 1.5}))
                        .containsExactly(
                                new double[] {1.2, -1.6, 0.5, 1.5}, Offset.offset(4 * eps));
                Block block = linear(manager, type, new double[] {4, 5}, new double[] {1, 1});
                assertThat(update(block, MaxNormOptimizer.wrap(sgd(), block, 2), "weight", 1))
                        .containsExactly(new double[] {1.2, 1.6, 0, 0}, Offset.offset(4 * eps));
            }
        }
    }

    @OnEachEngine
    void rowsOfZerosAndOfNaN(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            double nan = Double.NaN;
            double[] limited =
                    limit(
                            manager,
                            DataType.FLOAT32,
                            new double[] {0, 0},
                            new double[] {nan, 0.5},
                            new double[] {0, -8},
                            new double[] {0.25, 0.5});
            assertThat(limited).containsExactly(0, 0, nan, nan, 0, -2, 0.25, 0.5);
        }
    }

    @OnEachEngine
    void rowsWhoseSquaresOverflow(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            double[] limited = limit(manager, DataType.FLOAT32, new double[] {1e30, 0.5});
            assertThat(limited).containsAnyOf(0, Double.NaN).doesNotContain(1e30, 0.5);
            assertThat(limited[1]).isEqualTo(Double.valueOf(limited[0]));
        }
    }

    /** The row is what lies behind axis 0: one entry for a bias. */
    @OnEachEngine
    void limitsBiasesOnlyIfTold(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block block = linear(manager, DataType.FLOAT32, new double[] {3, -4});
            assertThat(update(block, MaxNormOptimizer.wrap(sgd(), block, 2), "bias", 0))
                    .containsExactly(7);
            Optimizer all = MaxNormOptimizer.wrap(sgd(), block, 2, parameter -> true);
            assertThat(update(block, all, "bias", 0)).containsExactly(2);
            Optimizer none = MaxNormOptimizer.wrap(sgd(), block, 2, parameter -> false);
            assertThat(update(block, none, "weight", 0)).containsExactly(3, -4);
        }
    }

    @OnEachEngine
    void closesWhatItMakes(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block block =
                    linear(manager, DataType.FLOAT32, new double[] {3, -4}, new double[] {1, 1});
            Optimizer optimizer = MaxNormOptimizer.wrap(sgd(), block, 2, parameter -> true);
            update(block, optimizer, "weight", 0);
            int arrays = manager.getManagedArrays().size();
            for (int i = 0; i < 1000; i++) {
                update(block, optimizer, "weight", -0.125f);
                update(block, optimizer, "bias", -0.125f);
            }
            assertThat(manager.getManagedArrays()).hasSize(arrays);
        }
    }
}
