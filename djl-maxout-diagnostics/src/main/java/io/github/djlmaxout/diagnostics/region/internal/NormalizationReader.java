// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;

import io.github.djlmaxout.diagnostics.probe.ChannelNormalization;
import io.github.djlmaxout.network.Step;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Batch normalization with its running statistics: {@code gamma (x - mean) / sqrt(variance +
 * epsilon) + beta} for each channel.
 */
final class NormalizationReader {

    private final Step step;
    private final Map<Parameter.Type, Parameter> parameters = new EnumMap<>(Parameter.Type.class);

    /** The channel of each value. */
    private final int[] channel;

    private final double epsilon;

    /**
     * Looks at a block.
     *
     * @throws IllegalArgumentException if it is another normalization
     */
    NormalizationReader(Step step, Engine engine) {
        this.step = step;
        if (!(step.block() instanceof BatchNorm)) {
            throw ProgramReader.refusal(
                    step.name(),
                    step.block(),
                    "divides by what it measures of its input, which is not piecewise linear");
        }
        step.block().getDirectParameters().values().forEach(p -> parameters.put(p.getType(), p));
        // Refuses a block without values before it is tried.
        int channels = values(Parameter.Type.RUNNING_MEAN).length;
        ChannelNormalization found =
                ChannelNormalization.of(step.block(), step.input(), engine).orElseThrow();
        epsilon = found.epsilon();
        Shape sample = step.input().slice(1);
        int inner = Math.toIntExact(step.input().slice(found.axis() + 1).size());
        channel = new int[Math.toIntExact(sample.size())];
        Arrays.setAll(channel, i -> i / inner % channels);
    }

    /** Reads the values that the parameters have now. */
    Instruction.Affine read() {
        double[] gamma = values(Parameter.Type.GAMMA);
        double[] beta = values(Parameter.Type.BETA);
        double[] mean = values(Parameter.Type.RUNNING_MEAN);
        double[] variance = values(Parameter.Type.RUNNING_VAR);
        double[] factors = new double[channel.length];
        double[] constant = new double[channel.length];
        for (int i = 0; i < channel.length; i++) {
            int c = channel[i];
            factors[i] = gamma[c] / Math.sqrt(variance[c] + epsilon);
            constant[i] = beta[c] - mean[c] * factors[i];
        }
        return SparseMap.diagonal(factors, constant);
    }

    private double[] values(Parameter.Type type) {
        Parameter parameter = parameters.get(type);
        return WeightReader.values(parameter, step.name() + "/" + parameter.getName());
    }
}
