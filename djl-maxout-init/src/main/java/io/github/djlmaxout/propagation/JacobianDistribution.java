// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * The whole law of {@code ||J u||^2}, {@code J} the Jacobian of a finite maxout network with random
 * weights and zero biases, {@code u} a unit vector: to sample from, without making a network.
 *
 * <p>In law, {@code ||J u||^2} is the squared length of
 *
 * <pre>
 * D_L .. D_1 (a, b)^T,    D_l = sqrt(c_l / n_(l-1)) [ R_l  z_l ]
 *                                                   [ 0    Q_l ]
 * </pre>
 *
 * with {@code a = cos(x, u)}, {@code b = sin(x, u)}, and {@code R}, {@code z}, {@code Q}
 * independent, as {@link DirectionEnergies} explains them.
 *
 * <p>Cost of a sample: constant for a layer with one or two pieces, where {@code R^2} is chi-square
 * with {@code n} degrees of freedom; otherwise one inverse error function per unit, whatever the
 * number of pieces. Its moments are {@link JacobianMoments}. Source: derived.
 */
public final class JacobianDistribution {

    private final MaxoutNetwork network;
    private final DirectionEnergies start;

    private JacobianDistribution(MaxoutNetwork network, DirectionEnergies start) {
        this.network = network;
        this.start = start;
    }

    /**
     * Returns the law for a network and a direction.
     *
     * @param network the network
     * @param cosineSquared {@code cos^2(x, u)}, 0 to 1
     * @return the law
     * @throws IllegalArgumentException if {@code cosineSquared} is outside 0..1, or below 1 for a
     *     network with one input
     */
    public static JacobianDistribution of(MaxoutNetwork network, double cosineSquared) {
        return new JacobianDistribution(
                network, DirectionEnergies.atInputs(network, cosineSquared));
    }

    /**
     * Returns a sampler of {@code ||J u||^2}.
     *
     * @param random the generator it draws from; not shared between threads
     * @return the sampler; with equal generators its samples are equal
     */
    public ContinuousSampler sampler(UniformRandomProvider random) {
        int layers = network.layers().size();
        ContinuousSampler[] along = new ContinuousSampler[layers];
        ContinuousSampler[] across = new ContinuousSampler[layers];
        double[] variance = new double[layers];
        for (int i = 0; i < layers; i++) {
            MaxoutNetwork.Layer layer = network.layers().get(i);
            along[i] = SumOfSquares.ofMaxima(random, layer.units(), layer.pieces());
            across[i] = SumOfSquares.ofNormals(random, layer.units() - 1);
            variance[i] = network.weightVariance(i);
        }
        ContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
        return () -> {
            double a = Math.sqrt(start.along());
            double b = Math.sqrt(start.across());
            for (int i = 0; i < layers; i++) {
                double scale = Math.sqrt(variance[i]);
                a = scale * (Math.sqrt(along[i].sample()) * a + normal.sample() * b);
                b = scale * Math.sqrt(across[i].sample()) * b;
            }
            return a * a + b * b;
        };
    }

    @Override
    public String toString() {
        return "|J u|^2 of a " + network;
    }
}
