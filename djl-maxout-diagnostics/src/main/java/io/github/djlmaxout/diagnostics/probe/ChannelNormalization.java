package io.github.djlmaxout.diagnostics.probe;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.network.run.AffineNormalization;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Batch normalization in words of its own, {@code gamma (x - mean) / sqrt(variance + epsilon) +
 * beta} for each channel: MXNet cannot differentiate DJL's block in evaluation mode, and in
 * training mode that would move the running statistics.
 *
 * <p>DJL's block tells neither its axis nor its epsilon. Both are seen by running it in evaluation
 * mode on made-up parameters.
 */
public final class ChannelNormalization {

    private final Map<Parameter.Type, Parameter> parameters;
    private final int axis;
    private final double epsilon;

    private ChannelNormalization(
            Map<Parameter.Type, Parameter> parameters, int axis, double epsilon) {
        this.parameters = parameters;
        this.axis = axis;
        this.epsilon = epsilon;
    }

    /**
     * Finds out what a block does.
     *
     * @param block the block, initialized
     * @param input the shape of its input, with the batch as first axis
     * @param engine where it is tried, on the CPU
     * @return empty if it has not the four parameters of batch normalization
     */
    public static Optional<ChannelNormalization> of(Block block, Shape input, Engine engine) {
        Map<Parameter.Type, Parameter> parameters = new EnumMap<>(Parameter.Type.class);
        block.getDirectParameters().values().forEach(p -> parameters.put(p.getType(), p));
        if (!parameters.containsKey(Parameter.Type.GAMMA)
                || !parameters.containsKey(Parameter.Type.BETA)
                || !parameters.containsKey(Parameter.Type.RUNNING_MEAN)
                || !parameters.containsKey(Parameter.Type.RUNNING_VAR)) {
            return Optional.empty();
        }
        Shape one = new Shape(1).addAll(input.slice(1));
        int channels =
                Math.toIntExact(
                        parameters.get(Parameter.Type.RUNNING_MEAN).getArray().getShape().get(0));
        double[] counted = new double[channels];
        for (int c = 0; c < channels; c++) {
            counted[c] = c + 1;
        }
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            // In double precision, or walks in it would have an epsilon good to 7 digits.
            NDArray ones = manager.ones(new Shape(channels), DataType.FLOAT64);
            Trial trial = new Trial(manager);
            double[] steps = trial.run(block, one, manager.create(counted), ones);
            double[] small = trial.run(block, one, ones, ones.sub(ones));
            double inverse = small[0];
            double epsilon = Double.isFinite(inverse) ? 1 / (inverse * inverse) : 0;
            return Optional.of(
                    new ChannelNormalization(
                            parameters, axisOfGrowth(one, steps, channels), epsilon));
        }
    }

    private static int axisOfGrowth(Shape shape, double[] values, int channels) {
        if (channels > 1) {
            for (int axis = 1; axis < shape.dimension(); axis++) {
                int next = Math.toIntExact(shape.slice(axis + 1).size());
                if (shape.get(axis) == channels && values[next] > 1.5 * values[0]) {
                    return axis;
                }
            }
        }
        return 1;
    }

    /** Runs a block on ones, with a mean of zero. */
    private static final class Trial extends ParameterStore {

        private final NDManager manager;
        private final Map<Parameter.Type, NDArray> values = new EnumMap<>(Parameter.Type.class);

        Trial(NDManager manager) {
            super(manager, false);
            this.manager = manager;
        }

        double[] run(Block block, Shape input, NDArray gamma, NDArray variance) {
            NDArray zeros = gamma.sub(gamma);
            values.put(Parameter.Type.GAMMA, gamma);
            values.put(Parameter.Type.BETA, zeros);
            values.put(Parameter.Type.RUNNING_MEAN, zeros);
            values.put(Parameter.Type.RUNNING_VAR, variance);
            return block.forward(this, new NDList(manager.ones(input, DataType.FLOAT64)), false)
                    .head()
                    .toDoubleArray();
        }

        @Override
        public NDArray getValue(Parameter parameter, Device device, boolean training) {
            return values.get(parameter.getType());
        }
    }

    /** The parameters that are trained: scale and shift. */
    Parameter scale() {
        return parameters.get(Parameter.Type.GAMMA);
    }

    Parameter shift() {
        return parameters.get(Parameter.Type.BETA);
    }

    /**
     * Returns the axis of the channels.
     *
     * @return the axis, counted from the batch's, which is 0
     */
    public int axis() {
        return axis;
    }

    /**
     * Returns what is added to the variance.
     *
     * @return the number that the engine uses in double precision
     */
    public double epsilon() {
        return epsilon;
    }

    /** Normalizes with copied parameters; all operands are arrays that stay open meanwhile. */
    NDArray apply(NDArray x, DetachedStore store, Statistics statistics) {
        return standardized(x, store, statistics)
                .mul(AffineNormalization.along(store.of(scale()), axis, x))
                .add(AffineNormalization.along(store.of(shift()), axis, x));
    }

    /** What the scale is multiplied with. */
    NDArray standardized(NDArray x, DetachedStore store, Statistics statistics) {
        return statistics == Statistics.BATCH
                ? AffineNormalization.standardized(x, axis, epsilon)
                : AffineNormalization.standardized(
                        x,
                        store.of(parameters.get(Parameter.Type.RUNNING_MEAN)),
                        store.of(parameters.get(Parameter.Type.RUNNING_VAR)),
                        axis,
                        epsilon);
    }
}
