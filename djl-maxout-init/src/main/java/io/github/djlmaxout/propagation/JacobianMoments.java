// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import io.github.djlmaxout.nn.GaussianMaximum;

import java.util.ArrayList;
import java.util.List;

/**
 * Exact second and fourth moments of {@code ||J u||}, {@code J} the Jacobian of a finite maxout
 * network with random weights and zero biases with respect to its input, {@code u} a unit vector.
 *
 * <p>The law depends on the input {@code x} only through {@code cos^2(x, u)}. The second moment is
 * the total of the {@link DirectionEnergies} after the last layer. For the fourth, with {@code P =
 * E a^4}, {@code X = E a^2 b^2}, {@code Y = E b^4} of the lengths {@code a}, {@code b} explained
 * there, {@code f = c / fan-in}, {@code R2 = n M}, {@code R4 = n M4 + n (n - 1) M^2} ({@code M},
 * {@code M4} the second and fourth moment of the maximum):
 *
 * <pre>
 * P' = f^2 (P R4 + 6 X R2 + 3 Y)
 * X' = f^2 (n - 1) (X R2 + Y)
 * Y' = f^2 (n^2 - 1) Y
 * E ||J u||^4 = P + 2 X + Y   after the last layer.
 * </pre>
 *
 * <p>Special results: {@code K = 2} gives {@code E ||J u||^2 = (n_L / n_0) prod c} for every
 * direction; {@code u} along {@code x} gives {@code (n_L / n_0) prod c M}. With {@code c = 1 / M},
 * {@code K >= 3}, a direction across {@code x} loses a factor {@code M} in each layer, until what
 * leaks into the direction of {@code x}, of the order of 1 / n, is all that is left. In a deep or
 * narrow network the fourth moment is dominated by rare draws, so that averages over simulated
 * networks come close to it only slowly.
 *
 * <p>Exact but for rounding: relative error below 1e-12 times the number of layers. Cost: constant
 * per layer.
 *
 * <p>Source: derived, from the equality in law of {@code ||J u||^2} by which H. Tseran and G.
 * Montufar study it (arXiv 2301.06956): the two lengths form a Markov chain.
 *
 * @param second {@code E ||J u||^2}
 * @param fourth {@code E ||J u||^4}
 * @param energies the state after each layer, in the order of the layers; the total of the last is
 *     {@code second}
 */
public record JacobianMoments(double second, double fourth, List<DirectionEnergies> energies) {

    /**
     * Creates a result; meant for {@link #of}.
     *
     * @param second the second moment
     * @param fourth the fourth moment
     * @param energies the state after each layer, copied
     * @throws NullPointerException if {@code energies} is or holds null
     */
    public JacobianMoments {
        energies = List.copyOf(energies);
    }

    /**
     * Returns the moments for a network and a direction.
     *
     * @param network the network
     * @param cosineSquared {@code cos^2(x, u)}, 0 to 1; {@code 1 / n_0} gives as {@code second} the
     *     mean over all directions (but not as {@code fourth})
     * @return the moments
     * @throws IllegalArgumentException if {@code cosineSquared} is outside 0..1, or below 1 for a
     *     network with one input
     */
    public static JacobianMoments of(MaxoutNetwork network, double cosineSquared) {
        DirectionEnergies state = DirectionEnergies.atInputs(network, cosineSquared);
        double p = state.along() * state.along();
        double x = state.along() * state.across();
        double y = state.across() * state.across();
        List<DirectionEnergies> energies = new ArrayList<>();
        for (int i = 0; i < network.layers().size(); i++) {
            MaxoutNetwork.Layer layer = network.layers().get(i);
            double n = layer.units();
            double f = network.weightVariance(i);
            double r2 = layer.meanSquare();
            p = f * f * (p * layer.meanFourth() + 6 * x * r2 + 3 * y);
            x = f * f * (n - 1) * (x * r2 + y);
            y = f * f * (n - 1) * (n + 1) * y;
            state = state.through(network, i);
            energies.add(state);
        }
        return new JacobianMoments(state.total(), p + 2 * x + y, energies);
    }

    /**
     * Returns the variance of {@code ||J u||^2}.
     *
     * @return {@code fourth - second^2}
     */
    public double variance() {
        return fourth - second * second;
    }

    /**
     * Returns what the second moment tends to as all hidden layers widen: {@code (n_L / n_0) prod c
     * (cos^2 prod M + 1 - cos^2)}. The leak from across to along the signal, of the order of 1 / n,
     * is gone, so at a fixed width this is wrong for deep networks.
     *
     * @param network the network; its hidden widths do not matter
     * @param cosineSquared {@code cos^2(x, u)}, 0 to 1
     * @return the limit
     * @throws IllegalArgumentException as {@link #of} does
     */
    public static double wideLimit(MaxoutNetwork network, double cosineSquared) {
        DirectionEnergies start = DirectionEnergies.atInputs(network, cosineSquared);
        MomentBounds bounds = bounds(network);
        return start.along() * bounds.upper() + start.across() * bounds.lower();
    }

    /**
     * Returns bounds of the second moment that hold for every direction, and also if the biases are
     * independent N(0, c / fan-in), like the weights:
     *
     * <pre>
     * (n_L / n_0) prod c  &lt;=  E ||J u||^2  &lt;=  (n_L / n_0) prod c M.
     * </pre>
     *
     * <p>A layer multiplies by {@code (c n / fan-in) (M cos^2 g + sin^2 g)}, {@code g} the angle of
     * direction and signal (with a further coordinate, 1 and 0, for a bias). The upper bound is
     * attained along {@code x} at zero biases.
     *
     * @param network the network
     * @return the bounds, equal if no layer has more than two pieces
     */
    public static MomentBounds bounds(MaxoutNetwork network) {
        double lower = 1;
        double upper = 1;
        for (int i = 0; i < network.layers().size(); i++) {
            MaxoutNetwork.Layer layer = network.layers().get(i);
            double factor = layer.units() * network.weightVariance(i);
            lower *= factor;
            upper *= factor * GaussianMaximum.of(layer.pieces()).secondMoment();
        }
        return new MomentBounds(lower, upper);
    }
}
