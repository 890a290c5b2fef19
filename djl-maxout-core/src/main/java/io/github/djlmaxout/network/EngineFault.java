// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * An engine whose convolutions are wrong on this machine.
 *
 * <p>PyTorch 2.7.1 brings oneDNN 3.7.1. Where a virtual machine with an AMD processor does not tell
 * the sizes of its caches (CPUID leaf {@code 8000001D} is empty), oneDNN takes the first one for 1
 * byte, cuts the copies of its arrays for it, and so puts numbers in wrong places wherever channels
 * do not fill its vectors. Nothing else tells: of 3,000 random convolutions on whole numbers 178
 * had a wrong output and 476 a wrong gradient of the input there, with {@code
 * ONEDNN_MAX_CPU_ISA=SSE41} none.
 *
 * @param evidence what was seen
 * @param cause the likely cause
 * @param remedy what to do
 */
public record EngineFault(String evidence, String cause, String remedy) {

    /** Of each engine and device, what a first look found. */
    private static final Map<String, Optional<EngineFault>> FOUND = new ConcurrentHashMap<>();

    /** Input channels, filters: each is wrong in one of the ways that oneDNN has. */
    private static final int[][] CASES = {{16, 6}, {4, 24}, {20, 33}, {3, 7}};

    /** PyTorch gives a single sample to another library. */
    private static final int SAMPLES = 2;

    private static final int WIDTH = 9;
    private static final int KERNEL = 3;

    /**
     * Looks whether the engine of a network computes convolutions of whole numbers exactly; once a
     * process, engine and device, in some milliseconds. Nothing is drawn from the engine, and the
     * network is not touched.
     *
     * @param network an initialized network
     * @return what is wrong; empty if nothing is, the network has no parameter with the axes of a
     *     kernel, or it cannot be found out here, such as inside of a gradient collector
     */
    public static Optional<EngineFault> of(Block network) {
        return BlockTree.parameters(network).stream()
                .map(PlacedParameter::parameter)
                .filter(Parameter::isInitialized)
                .map(Parameter::getArray)
                .filter(array -> array.getShape().dimension() > 2)
                .findFirst()
                .flatMap(EngineFault::ofEngine);
    }

    private static Optional<EngineFault> ofEngine(NDArray kernel) {
        String where = kernel.getManager().getEngine().getEngineName() + kernel.getDevice();
        Optional<EngineFault> known = FOUND.get(where);
        if (known == null) {
            try (NDManager manager = kernel.getManager().newSubManager()) {
                known = look(manager);
            } catch (IllegalStateException | UnsupportedOperationException | EngineException e) {
                return Optional.empty();
            }
            FOUND.put(where, known);
        }
        return known;
    }

    private static Optional<EngineFault> look(NDManager manager) {
        for (int[] sizes : CASES) {
            double share = wrong(manager, sizes[0], sizes[1]);
            if (share > 0) {
                String engine = manager.getEngine().getEngineName();
                return Optional.of(
                        new EngineFault(
                                Math.round(Math.ceil(100 * share))
                                        + " % of what "
                                        + engine
                                        + " computes of a convolution of whole numbers, "
                                        + sizes[0]
                                        + " channels to "
                                        + sizes[1]
                                        + ", is wrong on this machine",
                                "Its library oneDNN takes the processor's first cache for 1 byte"
                                        + " where a virtual machine does not tell its size, and"
                                        + " puts numbers in wrong places",
                                "Set the environment variable ONEDNN_MAX_CPU_ISA=SSE41 before the"
                                        + " program starts, and train again: outputs and gradients"
                                        + " of all convolutions may be wrong until then"));
            }
        }
        return Optional.empty();
    }

    /** The share of outputs and input gradients that are not what loops over Java arrays give. */
    private static double wrong(NDManager manager, int channels, int filters) {
        float[] input = wholeNumbers(SAMPLES * channels * WIDTH, 5);
        float[] kernel = wholeNumbers(filters * channels * KERNEL, 7);
        float[] cotangent = wholeNumbers(SAMPLES * filters * WIDTH, 3);
        NDArray x = manager.create(input, new Shape(SAMPLES, channels, 1, WIDTH));
        NDArray w = manager.create(kernel, new Shape(filters, channels, 1, KERNEL));
        NDArray v = manager.create(cotangent, new Shape(SAMPLES, filters, 1, WIDTH));
        x.setRequiresGradient(true);
        float[] output;
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDArray y =
                    x.getNDArrayInternal()
                            .convolution(
                                    x,
                                    w,
                                    null,
                                    new Shape(1, 1),
                                    new Shape(0, KERNEL / 2),
                                    new Shape(1, 1),
                                    1)
                            .singletonOrThrow();
            output = y.toType(DataType.FLOAT32, false).toFloatArray();
            collector.backward(y.mul(v).sum());
        }
        float[] gradient = x.getGradient().toFloatArray();
        float[] rightOutput = new float[output.length];
        float[] rightGradient = new float[gradient.length];
        for (int n = 0; n < SAMPLES * filters * channels; n++) {
            int f = n / channels % filters;
            int c = n % channels;
            int out = (n / channels) * WIDTH;
            int in = (n / (channels * filters) * channels + c) * WIDTH;
            for (int o = 0; o < WIDTH; o++) {
                for (int k = 0; k < KERNEL; k++) {
                    int i = o + k - KERNEL / 2;
                    if (i >= 0 && i < WIDTH) {
                        float weight = kernel[(f * channels + c) * KERNEL + k];
                        rightOutput[out + o] += weight * input[in + i];
                        rightGradient[in + i] += weight * cotangent[out + o];
                    }
                }
            }
        }
        return (differing(output, rightOutput) + differing(gradient, rightGradient))
                / (double) (output.length + gradient.length);
    }

    /** Whole numbers around 0, too small for any sum here to be rounded. */
    private static float[] wholeNumbers(int length, int period) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = i * (i + 3) / 2 % period - period / 2;
        }
        return values;
    }

    private static long differing(float[] actual, float[] expected) {
        return IntStream.range(0, expected.length).filter(i -> actual[i] != expected[i]).count();
    }
}
