// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

/**
 * One step of a piecewise linear network.
 *
 * <p>Signals are affine functions of the coordinates of a slice: with {@code d} coordinates each of
 * {@code n} values has {@code d + 1} coefficients, the constant last. They lie in planes,
 * coefficient {@code j} of value {@code i} at {@code j * n + i}.
 */
sealed interface Instruction {

    /** The same affine map everywhere. */
    non-sealed interface Affine extends Instruction {

        /** The number of values that go in. */
        int inputs();

        /** The number of values that come out. */
        int outputs();

        /** About how many multiplications a whole signal of one plane takes. */
        long multiplications();

        /** Adds the constants to a plane that begins at an index. */
        void addConstant(double[] out, int at);

        /** Adds what one input contributes, in all planes. */
        void addColumn(int input, double[] in, double[] out, int planes);

        /** Maps a whole signal. */
        default double[] apply(double[] in, int planes) {
            double[] out = new double[outputs() * planes];
            addConstant(out, outputs() * (planes - 1));
            for (int i = 0; i < inputs(); i++) {
                addColumn(i, in, out, planes);
            }
            return out;
        }
    }

    /** Units that are another linear function of their inputs in each of several cells. */
    non-sealed interface Bend extends Instruction {

        /** The stable name of the block. */
        String name();

        /** The number of values that go in. */
        int inputs();

        /** The number of units, the values that come out. */
        int units();

        /** The number of pieces of a unit. */
        int pieces(int unit);

        /** The input that a piece is judged by, the largest being active; -1 for zero. */
        int source(int unit, int piece);

        /** What the input is multiplied by where the piece is active. */
        double slope(int unit, int piece);

        /** The input that an active piece hands on. */
        int taken(int unit, int piece);
    }

    /** Puts a signal of the stack on its top again. */
    record Pick(int depth) implements Instruction {}

    /**
     * Combines the topmost signals and drops the one below them.
     *
     * @param count how many
     * @param factor what their sum is multiplied by; 0 to put them one after the other
     * @param outer how many runs of values each of them is cut into, to be put together in turns
     */
    record Combine(int count, double factor, int outer) implements Instruction {}
}
