// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

/**
 * One step of a piecewise linear network.
 *
 * <p>Signals are affine functions of the coordinates of a slice: with {@code d} coordinates each of
 * {@code n} values has {@code d + 1} coefficients, the constant last. They lie in planes,
 * coefficient {@code j} of value {@code i} at {@code j * n + i}.
 */
public sealed interface Instruction {

    /** The same affine map everywhere. */
    non-sealed interface Affine extends Instruction {

        /**
         * Returns the number of values that go in.
         *
         * @return the number
         */
        int inputs();

        /**
         * Returns the number of values that come out.
         *
         * @return the number
         */
        int outputs();

        /**
         * Returns about how many multiplications a whole signal of one plane takes.
         *
         * @return the number
         */
        long multiplications();

        /**
         * Adds the constants to a plane.
         *
         * @param out where they are added
         * @param at where the plane begins
         */
        void addConstant(double[] out, int at);

        /**
         * Adds what one input contributes, in all planes.
         *
         * @param input its index
         * @param in the signal that goes in
         * @param out the signal that comes out
         * @param planes the number of planes of both
         */
        void addColumn(int input, double[] in, double[] out, int planes);

        /**
         * Maps a whole signal.
         *
         * @param in the signal that goes in
         * @param planes its number of planes
         * @return the signal that comes out
         */
        default double[] apply(double[] in, int planes) {
            double[] out = new double[outputs() * planes];
            addConstant(out, outputs() * (planes - 1));
            for (int i = 0; i < inputs(); i++) {
                addColumn(i, in, out, planes);
            }
            return out;
        }
    }

    /** Units that are another linear function of their inputs for each piece that may be active. */
    non-sealed interface Activation extends Instruction {

        /**
         * Returns the stable name of the block.
         *
         * @return the name
         */
        String name();

        /**
         * Returns the number of values that go in.
         *
         * @return the number
         */
        int inputs();

        /**
         * Returns the number of units, the values that come out.
         *
         * @return the number
         */
        int units();

        /**
         * Returns the number of pieces of a unit.
         *
         * @param unit its index
         * @return the number
         */
        int pieces(int unit);

        /**
         * Returns the input that a piece is judged by, the largest being active.
         *
         * @param unit the unit
         * @param piece its piece
         * @return the index of the input; -1 for zero
         */
        int source(int unit, int piece);

        /**
         * Returns what the input is multiplied by where the piece is active.
         *
         * @param unit the unit
         * @param piece its piece
         * @return the slope
         */
        double slope(int unit, int piece);

        /**
         * Returns the input that an active piece hands on.
         *
         * @param unit the unit
         * @param piece its piece
         * @return the index of the input
         */
        int taken(int unit, int piece);
    }

    /**
     * Puts a signal of the stack on its top again.
     *
     * @param depth how many lie over it
     */
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
