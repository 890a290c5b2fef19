// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

import java.util.List;

/**
 * A piecewise linear network as numbers on the JVM.
 *
 * @param instructions what happens to the signal
 * @param inputs the number of inputs
 * @param outputs the number of outputs
 */
public record Program(List<Instruction> instructions, int inputs, int outputs) {

    /**
     * Keeps an unchangeable copy of the list.
     *
     * @param instructions what happens to the signal
     * @param inputs the number of inputs
     * @param outputs the number of outputs
     */
    public Program {
        instructions = List.copyOf(instructions);
    }

    /**
     * Returns the outputs at one point.
     *
     * @param point the inputs; not changed later
     * @return the outputs
     */
    public double[] at(double[] point) {
        AffineStack signals = new AffineStack(point, null);
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.Affine map) {
                signals = signals.replace(map.apply(signals.top(), 1));
            } else if (instruction instanceof Instruction.Activation layer) {
                signals = signals.replace(activated(layer, signals.top()));
            } else {
                signals = moved(instruction, signals, 1);
            }
        }
        return signals.top();
    }

    /**
     * Carries out what only moves signals of a stack.
     *
     * @param instruction a {@link Instruction.Pick} or {@link Instruction.Combine}
     * @param signals the stack
     * @param planes the number of planes of its signals
     * @return the stack after it
     */
    public static AffineStack moved(Instruction instruction, AffineStack signals, int planes) {
        return instruction instanceof Instruction.Pick pick
                ? signals.push(signals.under(pick.depth()))
                : signals.combine((Instruction.Combine) instruction, planes);
    }

    private static double[] activated(Instruction.Activation layer, double[] in) {
        double[] out = new double[layer.units()];
        for (int unit = 0; unit < out.length; unit++) {
            int active = 0;
            for (int piece = 1; piece < layer.pieces(unit); piece++) {
                if (judged(layer, in, unit, piece) > judged(layer, in, unit, active)) {
                    active = piece;
                }
            }
            out[unit] = layer.slope(unit, active) * in[layer.taken(unit, active)];
        }
        return out;
    }

    private static double judged(Instruction.Activation layer, double[] in, int unit, int piece) {
        int source = layer.source(unit, piece);
        return source < 0 ? 0 : in[source];
    }
}
