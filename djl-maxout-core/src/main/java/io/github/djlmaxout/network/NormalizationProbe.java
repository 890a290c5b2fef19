// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.network.Normalization.Over;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Finds out along which axis a block normalizes, and what it adds to the variance. */
final class NormalizationProbe {

    private static final double DEFAULT_EPSILON = 1e-5;

    /** Small enough for its square to be seen beside an epsilon. */
    private static final double SMALL = 1e-3;

    private NormalizationProbe() {}

    static Optional<Normalization> of(
            Block block, Shape input, Engine engine, Rehearsal rehearsal) {
        boolean layer = block instanceof LayerNorm;
        if (!layer && !isBatch(block)) {
            return Optional.empty();
        }
        Optional<Shape> scale =
                block.getDirectParameters().values().stream()
                        .filter(parameter -> parameter.getType() == Parameter.Type.GAMMA)
                        .findFirst()
                        .flatMap(rehearsal::of);
        int axis = layer ? input.dimension() - scale.map(Shape::dimension).orElse(1) : 1;
        Over over = layer ? Over.SAMPLE : Over.BATCH;
        if (scale.isEmpty()) {
            return Optional.of(new Normalization(over, axis, DEFAULT_EPSILON));
        }
        for (DataType type : new DataType[] {DataType.FLOAT64, DataType.FLOAT32}) {
            try (NDManager manager = engine.newBaseManager(Device.cpu())) {
                Given given = new Given(manager, type);
                return Optional.of(
                        layer
                                ? new Normalization(
                                        over, axis, sampleEpsilon(block, input, axis, given))
                                : batch(block, input, scale.get(), given));
            } catch (RuntimeException e) {
                // The engine or the block does not take this type.
            }
        }
        return Optional.of(new Normalization(over, axis, DEFAULT_EPSILON));
    }

    /** DJL's, or one that has its four parameters. */
    private static boolean isBatch(Block block) {
        if (block instanceof BatchNorm) {
            return true;
        }
        Map<Parameter.Type, Parameter> parameters = new EnumMap<>(Parameter.Type.class);
        block.getDirectParameters().values().forEach(p -> parameters.put(p.getType(), p));
        return parameters.containsKey(Parameter.Type.GAMMA)
                && parameters.containsKey(Parameter.Type.BETA)
                && parameters.containsKey(Parameter.Type.RUNNING_MEAN)
                && parameters.containsKey(Parameter.Type.RUNNING_VAR);
    }

    private static Normalization batch(Block block, Shape input, Shape scale, Given given) {
        long channels = scale.size();
        long[] lengths = input.getShape().clone();
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = i > 0 && lengths[i] == channels ? channels : 1;
        }
        Shape one = new Shape(lengths);
        double[] counted = new double[Math.toIntExact(channels)];
        for (int c = 0; c < counted.length; c++) {
            counted[c] = c + 1;
        }
        NDArray ones = given.ones(one);
        NDArray scaled = given.array(counted, scale);
        given.put(scaled, given.ones(scale));
        int axis = axisOfGrowth(one, given.run(block, ones), channels);
        NDArray zeros = given.array(new double[counted.length], scale);
        given.put(given.ones(scale), zeros);
        double inverse = given.run(block, ones)[0];
        double epsilon = Double.isFinite(inverse) ? 1 / (inverse * inverse) : 0;
        return new Normalization(Over.BATCH, axis, epsilon);
    }

    private static int axisOfGrowth(Shape shape, double[] values, long channels) {
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

    /** Values of mean zero and a known variance become smaller by what is added to it. */
    private static double sampleEpsilon(Block block, Shape input, int axis, Given given) {
        Shape scale = input.slice(axis);
        double[] values = new double[Math.toIntExact(scale.size())];
        int pairs = values.length / 2;
        if (pairs == 0) {
            return DEFAULT_EPSILON;
        }
        for (int i = 0; i < 2 * pairs; i++) {
            values[i] = i % 2 == 0 ? SMALL : -SMALL;
        }
        double variance = SMALL * SMALL * 2 * pairs / values.length;
        long[] lengths = input.getShape().clone();
        for (int i = 0; i < axis; i++) {
            lengths[i] = 1;
        }
        given.put(given.ones(scale), given.ones(scale));
        double normal = given.run(block, given.array(values, new Shape(lengths)))[0];
        return Math.max(0, SMALL * SMALL / (normal * normal) - variance);
    }

    /** Gives a block a scale and a variance, with a mean and a shift of zero. */
    private static final class Given extends ParameterStore {

        private final NDManager manager;
        private final DataType type;
        private final Map<Parameter.Type, NDArray> values = new EnumMap<>(Parameter.Type.class);

        Given(NDManager manager, DataType type) {
            super(manager, false);
            this.manager = manager;
            this.type = type;
        }

        NDArray ones(Shape shape) {
            return manager.ones(shape, type);
        }

        NDArray array(double[] numbers, Shape shape) {
            return manager.create(numbers, shape).toType(type, false);
        }

        void put(NDArray scale, NDArray variance) {
            NDArray zeros = scale.sub(scale);
            values.put(Parameter.Type.GAMMA, scale);
            values.put(Parameter.Type.BETA, zeros);
            values.put(Parameter.Type.RUNNING_MEAN, zeros);
            values.put(Parameter.Type.RUNNING_VAR, variance);
        }

        double[] run(Block block, NDArray input) {
            return block.forward(this, new NDList(input), false)
                    .head()
                    .toType(DataType.FLOAT64, true)
                    .toDoubleArray();
        }

        @Override
        public NDArray getValue(Parameter parameter, Device device, boolean training) {
            return parameter == null ? null : values.get(parameter.getType());
        }
    }
}
