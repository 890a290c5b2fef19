// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.internal.Vectors;
import io.github.djlmaxout.diagnostics.probe.Bends;
import io.github.djlmaxout.diagnostics.probe.LossSurface;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;

/**
 * The Hessian of a loss over the parameters of a network, {@code H_ij = d^2 L / d w_i d w_j}, by
 * products {@code H v = (g(w + e v) - g(w - e v)) / (2 e)} of gradients {@code g} in float64.
 *
 * <p>Piecewise linear networks have kinks, at which the gradient jumps. Winning pieces, slopes of
 * activation functions and positions in pools are compared at the two points, and {@code e} is made
 * smaller until nothing switches. Where that does not help, as at parameters right on a kink, the
 * product has not {@linkplain DirectionalDerivative#converged() converged}. For a network of zero
 * biases and an input that is zero where a unit looks, biases are right on a kink.
 *
 * <p>The relative error is about 1e-9 unless kinks are near; see {@link DirectionalDerivative}. It
 * grows with the square of how far the outputs move over a step, which is in proportion to the
 * weights: 2e-5 where cross-entropy's logits move by a hundredth, as with weights of deviation 1 on
 * 784 inputs. Cost of a product: two gradients, and two looks for kinks or more, each about one.
 * Not for several threads.
 */
public final class HessianOperator implements SymmetricOperator {

    private final LossSurface surface;
    private final CentralDifference difference;
    private final Tally tally = new Tally();

    private HessianOperator(LossSurface surface) {
        this.surface = surface;
        difference =
                new CentralDifference(
                        surface::gradient,
                        (one, other) -> kinks(surface, one, other),
                        Vectors.norm(surface.origin()));
    }

    /**
     * Returns the Hessian of the loss of a network by all trained parameters.
     *
     * @param network the network, initialized
     * @param batch the inputs of the samples, which stay as they are and open
     * @param labels what the loss compares the outputs with, likewise
     * @param loss any loss that the engine can differentiate
     * @return the operator
     * @throws IllegalArgumentException if the batch has no samples, or no parameter is trained
     * @throws IllegalStateException if the network is not initialized
     */
    public static HessianOperator of(Block network, NDList batch, NDList labels, Loss loss) {
        NetworkWalk walk = NetworkWalk.of(network, batch.getShapes());
        return of(LossSurface.of(walk, batch, labels, loss, Parameter::requiresGradient));
    }

    /**
     * Returns the Hessian of a loss.
     *
     * @param surface the loss over the parameters
     * @return the operator
     */
    public static HessianOperator of(LossSurface surface) {
        return new HessianOperator(surface);
    }

    /** At how many samples something bends between two points. */
    static int kinks(LossSurface surface, double[] one, double[] other) {
        int bent = 0;
        try (Bends here = surface.bends(one);
                Bends there = surface.bends(other)) {
            for (boolean switched : here.differFrom(there)) {
                bent += switched ? 1 : 0;
            }
        }
        return bent;
    }

    @Override
    public int dimension() {
        return surface.dimension();
    }

    /**
     * Multiplies a vector, and tells how well.
     *
     * @param vector {@code v}, one number for each parameter
     * @return {@code H v}; zeros with a step of 0 for {@code v = 0}
     * @throws IllegalArgumentException if it has another length
     * @throws IllegalStateException if the network cannot be differentiated
     */
    public DirectionalDerivative product(double... vector) {
        if (Vectors.norm(vector) == 0) {
            return new DirectionalDerivative(new double[dimension()], 0, 0);
        }
        return tally.count(difference.along(vector));
    }

    @Override
    public double[] apply(double[] vector) {
        return product(vector).values();
    }

    /**
     * Returns how many products up to now have not converged.
     *
     * @return the number of products with a kink at every step that was tried
     */
    public int unresolved() {
        return tally.unresolved;
    }

    @Override
    public String toString() {
        return "Hessian of a " + surface;
    }

    /** Counts products that have not converged. */
    static final class Tally {

        private int unresolved;

        DirectionalDerivative count(DirectionalDerivative product) {
            unresolved += product.converged() ? 0 : 1;
            return product;
        }

        int unresolved() {
            return unresolved;
        }
    }
}
