// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import io.github.djlmaxout.diagnostics.internal.Vectors;
import io.github.djlmaxout.diagnostics.probe.LossSurface;

import java.util.Arrays;

/**
 * The Gauss-Newton matrix of a loss over the parameters of a network, {@code G = S^-1 sum_s J_s'
 * H_s J_s}, by products: the Hessian without what the network's own second derivatives add.
 *
 * <p>{@code J_s} are the derivatives of the outputs at sample {@code s}, {@code H_s} the second
 * derivatives of its loss by them. {@code G} is positive semi-definite for convex losses; for the
 * weights of one layer of a piecewise linear network it is the Hessian itself.
 *
 * <p>{@code J v} is a central difference of outputs, with the same care for kinks as in {@link
 * HessianOperator}, and {@code J'} one exact backward pass; where {@code S O} is small, {@link
 * GaussNewton} has norms, traces and eigenvalues without differences. Cost of a product: two
 * passes, two or more to look for kinks, and one gradient. Not for several threads.
 */
public final class GaussNewtonOperator implements SymmetricOperator {

    private final LossSurface surface;
    private final OutputLoss loss;
    private final CentralDifference difference;
    private final double[] outputs;
    private final HessianOperator.Tally tally = new HessianOperator.Tally();

    private GaussNewtonOperator(LossSurface surface, OutputLoss loss) {
        this.surface = surface;
        this.loss = loss;
        difference =
                new CentralDifference(
                        surface::outputs,
                        (one, other) -> HessianOperator.kinks(surface, one, other),
                        Vectors.norm(surface.origin()));
        outputs = surface.outputs(new double[surface.dimension()]);
        if (outputs.length != loss.samples() * loss.outputs()) {
            throw new IllegalArgumentException(
                    "The network gives "
                            + outputs.length
                            + " numbers, but the loss is for "
                            + loss.samples()
                            + " samples of "
                            + loss.outputs()
                            + " outputs.");
        }
    }

    /**
     * Returns the Gauss-Newton matrix of a network and a loss.
     *
     * @param surface the network over the parameters
     * @param loss the second derivatives of the loss by the outputs
     * @return the operator
     * @throws IllegalArgumentException if the loss is for other numbers of samples and outputs
     */
    public static GaussNewtonOperator of(LossSurface surface, OutputLoss loss) {
        return new GaussNewtonOperator(surface, loss);
    }

    @Override
    public int dimension() {
        return surface.dimension();
    }

    /**
     * Multiplies a vector, and tells how well.
     *
     * @param vector {@code v}, one number for each parameter
     * @return {@code G v}; zeros with a step of 0 for {@code v = 0}
     * @throws IllegalArgumentException if it has another length
     * @throws IllegalStateException if the network cannot be differentiated
     */
    public DirectionalDerivative product(double... vector) {
        if (Vectors.norm(vector) == 0) {
            return new DirectionalDerivative(new double[dimension()], 0, 0);
        }
        DirectionalDerivative forward = tally.count(difference.along(vector));
        double[] slopes = forward.values();
        double[] cotangents = new double[slopes.length];
        int width = loss.outputs();
        for (int s = 0; s < loss.samples(); s++) {
            int from = s * width;
            double[] bent =
                    loss.apply(
                            s,
                            Arrays.copyOfRange(outputs, from, from + width),
                            Arrays.copyOfRange(slopes, from, from + width));
            for (int o = 0; o < width; o++) {
                cotangents[from + o] = bent[o] / loss.samples();
            }
        }
        double[] product = surface.pullBack(cotangents);
        return new DirectionalDerivative(product, forward.step(), forward.kinks());
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
        return tally.unresolved();
    }

    @Override
    public String toString() {
        return "Gauss-Newton matrix of a " + surface;
    }
}
