package io.github.djlmaxout.diagnostics.region;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;

import io.github.djlmaxout.network.Step;

import java.util.EnumMap;
import java.util.Map;

/**
 * Batch normalization with its running statistics: {@code gamma (x - mean) / sqrt(variance +
 * epsilon) + beta} for each channel.
 *
 * <p>DJL's block tells neither its axis nor its epsilon. Both are seen by running it on made-up
 * parameters.
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
    NormalizationReader(Step step, BlockTrial trial) {
        this.step = step;
        if (!(step.block() instanceof BatchNorm)) {
            throw ProgramReader.refusal(
                    step.name(),
                    step.block(),
                    "divides by what it measures of its input, which is not piecewise linear");
        }
        step.block().getDirectParameters().values().forEach(p -> parameters.put(p.getType(), p));
        double[] mean = values(Parameter.Type.RUNNING_MEAN);
        double[] counted = new double[mean.length];
        double[] ones = new double[mean.length];
        for (int c = 0; c < mean.length; c++) {
            counted[c] = c + 1;
            ones[c] = 1;
        }
        Shape one = new Shape(1).addAll(step.input().slice(1));
        double inverse = trial.normalized(one, ones, 0)[0];
        epsilon = Double.isFinite(inverse) ? 1 / (inverse * inverse) : 0;
        double[] steps = trial.normalized(one, counted, 1);
        channel = new int[steps.length];
        for (int i = 0; i < steps.length; i++) {
            channel[i] = (int) Math.rint(steps[i] * Math.sqrt(1 + epsilon)) - 1;
        }
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
        return ParameterValues.of(parameter, step.name() + "/" + parameter.getName());
    }
}
