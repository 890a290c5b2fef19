// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;

import com.google.gson.JsonObject;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.layer.Near;
import io.github.djlmaxout.nn.MaxoutLinear;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A network of sizes 4-3-2 with two pieces, whose logits, loss and gradient libtorch computed: the
 * weights, inputs and labels follow from integer formulas, which the file states.
 */
class TinyNetworkTest {

    private static final int SAMPLES = 5;

    private static final int OUTPUTS = 2;

    /** Sums of some dozen products near 1, in float64, differ by their rounding only. */
    private static final double BOUND = 1e-14;

    /** The formula v(t, i) of the file. */
    private static double v(long t, long i) {
        long j = i + 1;
        long h = 4021 * j * j * j + 7919 * j * j + 3571 * j + 6101 * (t + 1) * j + 2741 * (t + 1);
        return 2 * (h % 10007) / 10006.0 - 1;
    }

    private static double[] v(long t, Shape shape, double factor) {
        double[] values = new double[(int) shape.size()];
        Arrays.setAll(values, i -> v(t, i) * factor);
        return values;
    }

    @Test
    void theFormulaIsThatOfTheFile() {
        JsonObject checks = Golden.tinyNetwork().getAsJsonObject("checks");
        assertThat(v(0, 0)).isEqualTo(checks.get("v(0,0)").getAsDouble());
        assertThat(v(1, 100)).isEqualTo(checks.get("v(1,100)").getAsDouble());
        assertThat(v(99, 25609)).isEqualTo(checks.get("v(99,25609)").getAsDouble());
    }

    private static void setParameters(SequentialBlock network) {
        int t = 1;
        for (Parameter parameter : network.getParameters().values()) {
            NDArray array = parameter.getArray();
            Shape shape = array.getShape();
            boolean weight = parameter.getType() == Parameter.Type.WEIGHT;
            array.set(v(t++, shape, weight ? Math.sqrt(3.0 / shape.get(1)) : 0.1));
        }
    }

    @OnEachEngine
    void logitsLossAndGradient(String name) {
        JsonObject golden = Golden.tinyNetwork().getAsJsonObject("tiny");
        Engine engine = Engine.getEngine(name);
        SequentialBlock network =
                new SequentialBlock()
                        .add(MaxoutLinear.builder().setUnits(3).setPieces(2).build())
                        .add(Linear.builder().setUnits(OUTPUTS).build());
        try (NDManager manager = engine.newBaseManager()) {
            Shape input = new Shape(SAMPLES, 4);
            network.initialize(manager, DataType.FLOAT64, input);
            setParameters(network);
            double[] labels = new double[SAMPLES];
            Arrays.setAll(labels, s -> (7 * s + 3) % OUTPUTS);
            NDArray x = manager.create(v(0, input, 1), input);
            NDArray y = manager.create(labels, new Shape(SAMPLES, 1));
            try (GradientCollector collector = engine.newGradientCollector()) {
                NDList logits =
                        network.forward(new ParameterStore(manager, false), new NDList(x), true);
                NDArray loss = Loss.softmaxCrossEntropyLoss().evaluate(new NDList(y), logits);
                collector.backward(loss);
                assertNear(logits.singletonOrThrow().toDoubleArray(), golden, "logits");
                assertThat(loss.getDouble())
                        .isCloseTo(golden.get("loss").getAsDouble(), within(BOUND));
            }
            List<double[]> gradients = new ArrayList<>();
            for (Parameter parameter : network.getParameters().values()) {
                try (NDArray gradient = parameter.getArray().getGradient()) {
                    gradients.add(gradient.toDoubleArray());
                }
            }
            assertNear(
                    gradients.stream().flatMapToDouble(DoubleStream::of).toArray(),
                    golden,
                    "gradient");
        }
    }

    private static void assertNear(double[] actual, JsonObject golden, String name) {
        double[] expected = Golden.numbers(golden, name);
        double[] bound = new double[expected.length];
        Arrays.fill(bound, BOUND);
        Near.assertNear(actual, expected, bound, name);
    }
}
