package io.github.djlmaxout.diagnostics.region;

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

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Runs a block of which only the behaviour is known, in evaluation mode, on made-up numbers. */
final class BlockTrial {

    private final Engine engine;
    private final Block block;

    BlockTrial(Engine engine, Block block) {
        this.engine = engine;
        this.block = block;
    }

    /** Runs a block without parameters; integers up to 2^24 are exact. */
    float[] run(Shape shape, float[] values) {
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            NDArray input = manager.create(values, shape);
            return block.forward(new ParameterStore(manager, false), new NDList(input), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    /**
     * Runs a block without parameters in double precision, or in single if it takes no other.
     *
     * <p>MXNet rounds what a leaky ReLU makes of doubles to single precision; a slope is exact all
     * the same where the input is 1 or -1.
     */
    double[] runWide(Shape shape, double[] values) {
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            NDArray input = manager.create(values, shape);
            return block.forward(new ParameterStore(manager, false), new NDList(input), false)
                    .singletonOrThrow()
                    .toDoubleArray();
        } catch (RuntimeException e) {
            float[] single = new float[values.length];
            for (int i = 0; i < single.length; i++) {
                single[i] = (float) values[i];
            }
            float[] output = run(shape, single);
            double[] wide = new double[output.length];
            Arrays.setAll(wide, i -> output[i]);
            return wide;
        }
    }

    /**
     * Runs a normalization on ones in double precision, with a mean and a shift of zero.
     *
     * @param gamma the factor of each channel
     * @param variance the variance of all of them
     */
    double[] normalized(Shape shape, double[] gamma, double variance) {
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            Map<Parameter.Type, NDArray> values = new EnumMap<>(Parameter.Type.class);
            Shape channels = new Shape(gamma.length);
            double[] variances = new double[gamma.length];
            Arrays.fill(variances, variance);
            values.put(Parameter.Type.GAMMA, manager.create(gamma, channels));
            values.put(Parameter.Type.RUNNING_VAR, manager.create(variances, channels));
            NDArray zeros = manager.zeros(channels, DataType.FLOAT64);
            values.put(Parameter.Type.BETA, zeros);
            values.put(Parameter.Type.RUNNING_MEAN, zeros);
            NDArray ones = manager.ones(shape, DataType.FLOAT64);
            return block.forward(new MadeUp(manager, values), new NDList(ones), false)
                    .singletonOrThrow()
                    .toDoubleArray();
        }
    }

    /** Parameters by their type. */
    private static final class MadeUp extends ParameterStore {

        private final Map<Parameter.Type, NDArray> values;

        MadeUp(NDManager manager, Map<Parameter.Type, NDArray> values) {
            super(manager, false);
            this.values = values;
        }

        @Override
        public NDArray getValue(Parameter parameter, Device device, boolean training) {
            return values.get(parameter.getType());
        }
    }
}
