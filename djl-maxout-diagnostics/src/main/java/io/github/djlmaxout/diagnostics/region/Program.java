// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import java.util.List;

/**
 * A piecewise linear network as numbers on the JVM.
 *
 * @param instructions what happens to the signal
 * @param inputs the number of inputs
 * @param outputs the number of outputs
 */
record Program(List<Instruction> instructions, int inputs, int outputs) {

    /** Copies the list. */
    Program {
        instructions = List.copyOf(instructions);
    }

    /** The outputs at one point. */
    double[] at(double[] point) {
        Signals signals = new Signals(point, null);
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.Affine map) {
                signals = signals.replace(map.apply(signals.top(), 1));
            } else if (instruction instanceof Instruction.Bend bend) {
                signals = signals.replace(bent(bend, signals.top()));
            } else {
                signals = moved(instruction, signals, 1);
            }
        }
        return signals.top();
    }

    /** Carries out what only moves signals of a stack. */
    static Signals moved(Instruction instruction, Signals signals, int planes) {
        return instruction instanceof Instruction.Pick pick
                ? signals.push(signals.under(pick.depth()))
                : signals.combine((Instruction.Combine) instruction, planes);
    }

    private static double[] bent(Instruction.Bend bend, double[] in) {
        double[] out = new double[bend.units()];
        for (int unit = 0; unit < out.length; unit++) {
            int active = 0;
            for (int piece = 1; piece < bend.pieces(unit); piece++) {
                if (judged(bend, in, unit, piece) > judged(bend, in, unit, active)) {
                    active = piece;
                }
            }
            out[unit] = bend.slope(unit, active) * in[bend.taken(unit, active)];
        }
        return out;
    }

    private static double judged(Instruction.Bend bend, double[] in, int unit, int piece) {
        int source = bend.source(unit, piece);
        return source < 0 ? 0 : in[source];
    }
}
