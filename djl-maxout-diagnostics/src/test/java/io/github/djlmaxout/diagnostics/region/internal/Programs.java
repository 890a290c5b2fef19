// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Networks made by hand, without an engine. */
public final class Programs {

    private Programs() {}

    /** A dense layer with a maximum over pieces that lie unit by unit. */
    public static void maxout(List<Instruction> to, double[][][] weight, double[][] bias) {
        int units = weight.length;
        int pieces = weight[0].length;
        int inputs = weight[0][0].length;
        double[] flat = new double[units * pieces * inputs];
        double[] constants = new double[units * pieces];
        int[] sources = new int[units * pieces];
        for (int u = 0; u < units; u++) {
            for (int k = 0; k < pieces; k++) {
                int row = u * pieces + k;
                System.arraycopy(weight[u][k], 0, flat, row * inputs, inputs);
                constants[row] = bias[u][k];
                sources[row] = row;
            }
        }
        to.add(new DenseMap(1, inputs, units * pieces, flat, constants));
        to.add(MaxActivation.of("layer " + to.size() / 2, units * pieces, pieces, sources));
    }

    /** A dense layer. */
    public static void linear(List<Instruction> to, double[][] weight, double[] bias) {
        int inputs = weight[0].length;
        double[] flat = new double[weight.length * inputs];
        for (int r = 0; r < weight.length; r++) {
            System.arraycopy(weight[r], 0, flat, r * inputs, inputs);
        }
        to.add(new DenseMap(1, inputs, weight.length, flat, bias));
    }

    /** A random maxout network with variance 1 / fan-in, biases of the same deviation times one. */
    public static Program random(int[] sizes, int pieces, double biases, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Instruction> instructions = new ArrayList<>();
        for (int l = 1; l < sizes.length; l++) {
            boolean last = l == sizes.length - 1;
            int k = last ? 1 : pieces;
            double deviation = Math.sqrt(1.0 / sizes[l - 1]);
            double[][][] weight = new double[sizes[l]][k][sizes[l - 1]];
            double[][] bias = new double[sizes[l]][k];
            for (double[][] unit : weight) {
                for (double[] piece : unit) {
                    for (int i = 0; i < piece.length; i++) {
                        piece[i] = deviation * random.nextGaussian();
                    }
                }
            }
            for (double[] unit : bias) {
                for (int i = 0; i < unit.length; i++) {
                    unit[i] = biases * deviation * random.nextGaussian();
                }
            }
            maxout(instructions, weight, bias);
        }
        // The maximum over one piece of the read-out.
        instructions.remove(instructions.size() - 1);
        return new Program(instructions, sizes[0], sizes[sizes.length - 1]);
    }

    /** The active piece of every unit at a point. */
    public static List<Integer> pattern(Program program, double[] point) {
        List<Integer> pattern = new ArrayList<>();
        double[] signal = point;
        for (Instruction instruction : program.instructions()) {
            if (instruction instanceof Instruction.Affine map) {
                signal = map.apply(signal, 1);
            } else if (instruction instanceof Instruction.Activation layer) {
                double[] out = new double[layer.units()];
                for (int u = 0; u < out.length; u++) {
                    int best = 0;
                    for (int k = 1; k < layer.pieces(u); k++) {
                        if (value(layer, signal, u, k) > value(layer, signal, u, best)) {
                            best = k;
                        }
                    }
                    pattern.add(best);
                    out[u] = layer.slope(u, best) * signal[layer.taken(u, best)];
                }
                signal = out;
            } else {
                throw new AssertionError("sequences only");
            }
        }
        return pattern;
    }

    private static double value(Instruction.Activation layer, double[] in, int unit, int piece) {
        int source = layer.source(unit, piece);
        return source < 0 ? 0 : in[source];
    }
}
