// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.unit;

/**
 * How the mean square of a small change of a signal passes through a part of a network: linear in
 * its part along the signal and its part across it, both per value.
 *
 * <pre>
 * along'  = alongFromAlong along + alongFromAcross across
 * across' = acrossFromAlong along + acrossFromAcross across
 * </pre>
 *
 * @param alongFromAlong what stays along the signal
 * @param alongFromAcross what leaks into the direction of the signal, of the order of 1 / width
 * @param acrossFromAlong what leaves the direction of the signal; 0 without biases
 * @param acrossFromAcross what stays across
 */
public record SignalTransfer(
        double alongFromAlong,
        double alongFromAcross,
        double acrossFromAlong,
        double acrossFromAcross) {

    /** Nothing changes. */
    public static final SignalTransfer IDENTITY = new SignalTransfer(1, 0, 0, 1);

    /** Nothing is known. */
    public static final SignalTransfer UNKNOWN =
            new SignalTransfer(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /**
     * Returns the transfer of a layer.
     *
     * @param c the variance of a weight times the fan-in
     * @param response what its units do
     * @param directions the number of values in whose direction a change can point, the width
     * @return the transfer
     */
    public static SignalTransfer of(double c, UnitResponse response, double directions) {
        double leak = response.aligned() / directions;
        return new SignalTransfer(
                c * response.alongKept(),
                c * leak,
                c * (response.alongTotal() - response.alongKept()),
                c * (response.slope() - leak));
    }

    /**
     * Returns the transfer that multiplies mean squares.
     *
     * @param along the factor along the signal
     * @param across the factor across it
     * @return the transfer
     */
    public static SignalTransfer scaling(double along, double across) {
        return new SignalTransfer(along, 0, 0, across);
    }

    /**
     * Returns the transfer through this part and then another one.
     *
     * @param next the part that follows
     * @return the transfer of both
     */
    public SignalTransfer then(SignalTransfer next) {
        return new SignalTransfer(
                next.alongFromAlong * alongFromAlong + next.alongFromAcross * acrossFromAlong,
                next.alongFromAlong * alongFromAcross + next.alongFromAcross * acrossFromAcross,
                next.acrossFromAlong * alongFromAlong + next.acrossFromAcross * acrossFromAlong,
                next.acrossFromAlong * alongFromAcross + next.acrossFromAcross * acrossFromAcross);
    }

    /**
     * Carries a weighting of the two parts at the end back to the start: what a change at the start
     * contributes.
     *
     * @param end the weight of each part at the end
     * @return the weight of each part at the start
     */
    public Parts back(Parts end) {
        return new Parts(
                alongFromAlong * end.along + acrossFromAlong * end.across,
                alongFromAcross * end.along + acrossFromAcross * end.across);
    }

    /**
     * The part along a signal and the part across it.
     *
     * @param along along
     * @param across across
     */
    public record Parts(double along, double across) {

        /**
         * Returns the sum with other parts, part by part.
         *
         * @param other the other parts
         * @return the sum
         */
        public Parts plus(Parts other) {
            return new Parts(along + other.along, across + other.across);
        }

        /**
         * Returns the product with a number.
         *
         * @param factor the number
         * @return the parts, multiplied
         */
        public Parts times(double factor) {
            return new Parts(along * factor, across * factor);
        }

        /**
         * Returns the scalar product with other parts.
         *
         * @param other the other parts
         * @return the sum of the products
         */
        public double dot(Parts other) {
            return along * other.along + across * other.across;
        }
    }
}
