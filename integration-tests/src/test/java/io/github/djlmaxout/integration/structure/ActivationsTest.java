// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.Reordering;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Unknown;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** Functions of one number, found by trying blocks on numbers, against their formulas. */
class ActivationsTest {

    private static final Shape DENSE = new Shape(4, 10);
    private static final Shape IMAGE = new Shape(2, 3, 5, 4);

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** The normal distribution function, by Simpson's rule on its density; error below 1e-12. */
    private static double normal(double x) {
        int steps = 4000;
        double h = x / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double t = i * h;
            double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-t * t / 2);
        }
        return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
    }

    private static Map<Block, DoubleUnaryOperator> functions() {
        Map<Block, DoubleUnaryOperator> functions = new LinkedHashMap<>();
        functions.put(Activation.sigmoidBlock(), ActivationsTest::sigmoid);
        functions.put(Activation.tanhBlock(), Math::tanh);
        functions.put(Activation.softPlusBlock(), x -> Math.log1p(Math.exp(x)));
        functions.put(Activation.softSignBlock(), x -> x / (1 + Math.abs(x)));
        functions.put(Activation.eluBlock(0.5f), x -> x > 0 ? x : 0.5 * Math.expm1(x));
        // The constants of Klambauer et al., arXiv 1706.02515, section 2.
        functions.put(
                Activation.seluBlock(),
                x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)));
        functions.put(Activation.geluBlock(), x -> x * normal(x));
        functions.put(Activation.swishBlock(1.5f), x -> x * sigmoid(1.5 * x));
        // DJL takes the logarithm to base 2, on both engines, where Misra, arXiv 1908.08681, has
        // the natural one.
        functions.put(
                Activation.mishBlock(), x -> x * Math.tanh(Math.log1p(Math.exp(x)) / Math.log(2)));
        functions.put(Activation.relu6Block(), x -> Math.min(6, Math.max(0, x)));
        functions.put(LambdaBlock.singleton(array -> array.mul(array).add(1)), x -> x * x + 1);
        return functions;
    }

    @OnEachEngine
    void sampleFunctions(String engine) {
        functions()
                .forEach(
                        (block, expected) -> {
                            assertFunction(block, DENSE, engine, expected);
                            assertFunction(block, IMAGE, engine, expected);
                        });
    }

    private static void assertFunction(
            Block block, Shape input, String engine, DoubleUnaryOperator expected) {
        String name = ((LambdaBlock) block).getName() + " on " + engine;
        ScalarFunction function = ((Elementwise) Description.only(block, input, engine)).function();
        assertThat(function.isHomogeneous()).as(name).isFalse();
        assertThat(function.negativeSlope()).as(name).isNaN();
        for (double x = -12; x <= 12; x += 0.0377) {
            double value = expected.applyAsDouble(x);
            // The engines compute some of them in single precision only.
            assertThat(function.applyAsDouble(x))
                    .as("%s at %s", name, x)
                    .isCloseTo(value, within(1e-6 * Math.max(1, Math.abs(value))));
        }
    }

    @OnEachEngine
    void continueInAStraightLine(String engine) {
        ScalarFunction gelu =
                ((Elementwise) Description.only(Activation.geluBlock(), DENSE, engine)).function();
        assertThat(gelu.applyAsDouble(100)).isCloseTo(100, within(1e-3));
        assertThat(gelu.applyAsDouble(-100)).isCloseTo(0, within(1e-3));
        assertThat(gelu.applyAsDouble(Double.NaN)).isNaN();
    }

    @OnEachEngine
    void findPairsOfSlopes(String engine) {
        assertSlopes(Activation.reluBlock(), 0, 1, engine);
        assertSlopes(Activation.leakyReluBlock(0.01f), 0.01, 1, engine);
        assertSlopes(LambdaBlock.singleton(array -> array.mul(-3)), -3, -3, engine);
        assertSlopes(LambdaBlock.singleton(array -> array.abs()), -1, 1, engine);
        assertSlopes(
                LambdaBlock.singleton(array -> NDArrays.maximum(array, array.mul(0.25f))),
                0.25,
                1,
                engine);
    }

    private static void assertSlopes(Block block, double negative, double positive, String engine) {
        for (Shape input : new Shape[] {DENSE, IMAGE, new Shape(1, 1)}) {
            ScalarFunction function =
                    ((Elementwise) Description.only(block, input, engine)).function();
            assertThat(function.isHomogeneous()).isTrue();
            // Slopes are given in single precision.
            assertThat(function.negativeSlope()).isCloseTo(negative, within(1e-6));
            assertThat(function.positiveSlope()).isCloseTo(positive, within(1e-6));
        }
    }

    @OnEachEngine
    void takeTheIdentityForAReordering(String engine) {
        assertThat(Description.only(Blocks.identityBlock(), DENSE, engine))
                .isInstanceOf(Reordering.class);
        assertThat(
                        Description.only(
                                LambdaBlock.singleton(array -> array.transpose(0, 2, 3, 1)),
                                IMAGE,
                                engine))
                .isInstanceOf(Reordering.class);
    }

    @OnEachEngine
    void seeWhereTheBatchGoes(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(LambdaBlock.singleton(array -> array.transpose(1, 0, 2)))
                        .add(LambdaBlock.singleton(array -> array.transpose(1, 0, 2)))
                        .add(LambdaBlock.singleton(array -> array.reshape(-1, 5)))
                        .add(LambdaBlock.singleton(array -> array.sum()));
        assertThat(Description.of(network, new Shape(4, 6, 5), engine))
                .containsExactly(
                        "01LambdaBlock: Reordering -> (6, 4, 5)",
                        "02LambdaBlock: Reordering -> (4, 6, 5)",
                        "03LambdaBlock: Reordering -> (24, 5)",
                        "04LambdaBlock: unknown -> ()");
    }

    @OnEachEngine
    void leaveFunctionsOfSeveralValues(String engine) {
        assertUnknown(LambdaBlock.singleton(array -> array.softmax(-1)), "softmax", engine);
        assertUnknown(
                LambdaBlock.singleton(array -> array.sub(array.mean(new int[] {0}, true))),
                "mean of the samples",
                engine);
        assertUnknown(
                LambdaBlock.singleton(array -> array.mul(array.getShape().get(0))),
                "depends on the batch",
                engine);
        assertUnknown(LambdaBlock.singleton(array -> array.log()), "not finite", engine);
        assertUnknown(new LambdaBlock(list -> new NDList(list.get(0), list.get(0))), "two", engine);
    }

    private static void assertUnknown(Block block, String what, String engine) {
        assertThat(Description.only(block, DENSE, engine)).as(what).isInstanceOf(Unknown.class);
    }
}
