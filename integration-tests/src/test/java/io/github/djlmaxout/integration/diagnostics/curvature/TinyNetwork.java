// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.curvature;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.integration.thirdparty.Golden;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The 4-3-2 maxout network of {@link Golden#tinyNetwork}: gradients and Hessian by double backward
 * in libtorch 2.7.1 (CPU, MKL, float64), checked against NumPy. The formulas of weights and inputs
 * are in the file.
 */
final class TinyNetwork {

    private TinyNetwork() {}

    /** The network with its batch; parameters lie as in the file: W1, b1, W2, b2. */
    static LossCase open(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(MaxoutLinear.builder().setUnits(3).setPieces(2).build())
                        .add(Linear.builder().setUnits(2).build());
        LossCase tiny =
                new LossCase(engine, network, new Shape(5, 4), Loss.softmaxCrossEntropyLoss(), 1);
        int t = 1;
        for (Parameter parameter : network.getParameters().values()) {
            Shape shape = parameter.getArray().getShape();
            boolean weight = parameter.getType() == Parameter.Type.WEIGHT;
            tiny.set(parameter, v(t++, shape.size(), weight ? Math.sqrt(3.0 / shape.get(1)) : 0.1));
        }
        tiny.batch().head().set(v(0, 20, 1));
        tiny.labels()
                .head()
                .set(
                        DoubleStream.iterate(0, s -> s + 1)
                                .limit(5)
                                .map(s -> (7 * s + 3) % 2)
                                .toArray());
        return tiny;
    }

    /** The formula v(t, i) of the file. */
    static double[] v(long t, long length, double factor) {
        double[] values = new double[(int) length];
        Arrays.setAll(
                values,
                i -> {
                    long j = i + 1L;
                    long h =
                            4021 * j * j * j
                                    + 7919 * j * j
                                    + 3571 * j
                                    + 6101 * (t + 1) * j
                                    + 2741 * (t + 1);
                    return (2 * (h % 10007) / 10006.0 - 1) * factor;
                });
        return values;
    }

    /** Numbers of the file, row by row; one number is an array of one. */
    static double[] golden(String name) {
        return Golden.numbers(Golden.tinyNetwork().getAsJsonObject("tiny"), name);
    }
}
