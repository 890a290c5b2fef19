// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.NDArray;

/**
 * A rule that gives each layer of a network its first weights: their variance, law and bias.
 *
 * <p>Layers with weights are told apart by what follows them. {@code c} is the variance of a weight
 * times the fan-in. Unless a scheme says otherwise
 *
 * <ul>
 *   <li>a layer followed by ReLU has {@code c = 2}, by leaky ReLU with slope {@code a} {@code c = 2
 *       / (1 + a^2)}, by another activation function the {@code c} that keeps the second moment of
 *       its input, or, where there is none, the second moment of gradients
 *   <li>a linear layer, the read-out among them, has {@code c = 1}
 *   <li>before pooling, {@code c} keeps the second moment behind the pool, for the correlation
 *       between the positions of a window ({@link InitializationPlanBuilder#optCorrelation})
 *   <li>behind dropout that keeps values with probability {@code p}, {@code c} is multiplied by
 *       {@code p}
 *   <li>biases are zero
 *   <li>a layer of which it is not known what follows is left alone, unless a normalization comes
 *       first, behind which any size of the weights is right
 * </ul>
 *
 * <p>Schemes are immutable. They are used through {@link InitializationPlan}.
 */
public abstract sealed class Scheme
        permits KeepingScheme,
                CriticalScheme,
                FractionalMomentScheme,
                HessianCompromiseScheme,
                SphericalScheme,
                PairedScheme,
                DataDependentScheme,
                FoundScheme {

    Scheme() {}

    /**
     * Maxout layers with {@code c = 1 / M(K)}: the second moment of the activations is the same
     * before and after each layer.
     *
     * <p>{@code M(K)} is the second moment of the largest of {@code K} normal variables ({@link
     * io.github.djlmaxout.nn.GaussianMaximum}). Before max-pooling over {@code P} positions the
     * unit is the maximum over {@code K P} values, as many as independent ones or fewer ({@link
     * io.github.djlmaxout.propagation.unit.PooledMaximum}).
     *
     * <p>For {@code K >= 3} gradients across the signal shrink by {@code 1 / M(K)} per layer: this
     * is not a critical initialization ({@link #critical()} is).
     *
     * @return the scheme
     * @see <a href="https://arxiv.org/abs/2301.06956">Tseran and Montufar 2023</a>
     */
    public static Scheme maxout() {
        return new KeepingScheme();
    }

    /**
     * Maxout layers with {@code c = 1} and one bias for all pieces, so that neither activations nor
     * gradients grow or shrink.
     *
     * <p>The bias is {@code -beta sqrt(q)}, {@code beta = sqrt(c) m1 + sqrt(1 - c V)}, with {@code
     * m1} and {@code V} mean and variance of the maximum and {@code q = 1} the second moment of the
     * activations ({@link io.github.djlmaxout.propagation.kernel.CriticalBias}). For {@code K >=
     * 12} that fixed point is unstable at {@code c = 1}, and a smaller {@code c} is taken. Layers
     * without a bias fall back to {@link #maxout()}, other layers are as there.
     *
     * <p>Inputs should have a second moment near 1; a network whose input is beyond the unstable
     * fixed point is refused, since its activations would grow from layer to layer.
     *
     * @return the scheme, for activations with a second moment of 1
     */
    public static Scheme critical() {
        return new CriticalScheme(1);
    }

    /**
     * As {@link #critical()}, with the second moment of a batch in place of 1, for the activations
     * and, unless the plan is told another one, for its input.
     *
     * @param batch inputs of the network
     * @return the scheme
     * @throws IllegalArgumentException if the batch is empty, all zero, or holds NaN or infinity
     */
    public static Scheme critical(NDArray batch) {
        return new CriticalScheme(BatchValues.of(batch).secondMoment());
    }

    /**
     * Keeps the moment {@code E |x|^s} of the norm of the activations instead of the second one.
     *
     * <p>With small {@code s} rare large values count less; {@code s = 2} is {@link #maxout()}.
     *
     * @param s the order of the moment, in (0, 2]
     * @return the scheme
     * @throws IllegalArgumentException if {@code s} is outside (0, 2]
     * @see <a href="https://arxiv.org/abs/2005.11878">Gurbuzbalaban and Hu 2021</a>
     */
    public static Scheme fractionalMoment(double s) {
        return new FractionalMomentScheme(s);
    }

    /**
     * Maxout layers with {@code c = 2 / (1 + M(K))}, between the one that keeps activations and the
     * one that keeps gradients, as Glorot and Bengio averaged the two.
     *
     * <p>Per layer activations then grow by {@code c M}, gradients shrink by {@code c}, and the
     * Hessian of one layer differs from that of the next by the factor {@code M(K)}, for every
     * {@code c}: no scale of the weights balances it for {@code K >= 3}. The plan prints the growth
     * that remains.
     *
     * @return the scheme
     */
    public static Scheme hessianCompromise() {
        return new HessianCompromiseScheme();
    }

    /**
     * Weight vectors of one length, {@code 1 / sqrt(M_n(K))} for maxout layers with fan-in {@code
     * n} and {@code sqrt(2)} before ReLU.
     *
     * @return the scheme
     * @see <a href="https://arxiv.org/abs/1901.03611">Arpit and Bengio 2019</a>
     */
    public static Scheme weightNormalized() {
        return new SphericalScheme("weightNormalized", Distribution.WEIGHT_NORM);
    }

    /**
     * Orthogonal weights, each piece a matrix of its own, scaled so that the second moment of the
     * activations is kept: {@code c = 1 / M_n(K)}, the second moment of the largest of {@code K}
     * coordinates of random points on a sphere in {@code n} dimensions.
     *
     * @return the scheme
     */
    public static Scheme orthogonal() {
        return new SphericalScheme("orthogonal", Distribution.ORTHOGONAL);
    }

    /**
     * Weights and bias of each piece together on a sphere, for maxout layers.
     *
     * <p>The corrected form: weight and bias are divided by the length of both together. What is
     * not predicted is printed as unknown.
     *
     * @return the scheme
     * @see <a href="https://arxiv.org/abs/2107.00379">Tseran and Montufar 2021</a>
     */
    public static Scheme sphere() {
        return new PairedScheme("sphere", Distribution.SPHERE);
    }

    /**
     * The pieces of a unit as tangents of one convex curve, so that every piece is the largest
     * somewhere, for maxout layers.
     *
     * @return the scheme
     * @see <a href="https://arxiv.org/abs/2107.00379">Tseran and Montufar 2021</a>
     */
    public static Scheme manyRegions() {
        return new PairedScheme("manyRegions", Distribution.MANY_REGIONS);
    }

    /**
     * Measures the second moment behind each layer on a batch and corrects {@code c}, or the bias
     * where {@link #critical()} has one, until it is right.
     *
     * @param batch inputs of the network, of which the values are copied; a few dozen samples do
     * @return the scheme, for a tolerance of 1 percent and at most 5 attempts a layer
     * @throws IllegalArgumentException if the batch is empty, all zero, or holds NaN or infinity
     */
    public static DataDependentScheme dataDependent(NDArray batch) {
        return new DataDependentScheme(BatchValues.of(batch), critical(), 1, 0.01, 5);
    }

    /**
     * The weights and biases that an initialized network has now: a plan of this scheme tells what
     * theory expects of the network as it stands, and whether it will train, instead of choosing
     * anything.
     *
     * <p>A layer with weights {@code W} and {@code n} inputs a unit is taken for one with
     * independent normal weights of mean zero and
     *
     * <pre>
     * c = n mean(W^2),
     * </pre>
     *
     * the mean over all entries. It is found to a relative standard error of {@code sqrt(2 / N)}
     * for {@code N} normal weights. Biases are taken for independent normal ones of the mean and
     * variance that they have: exact for constant ones, and for wide layers with such biases. What
     * else they may be is lost, such as a mean of their own for each piece or each unit.
     *
     * <p>Not seen are all other ways in which weights may differ from random ones: pieces that are
     * equal, orthogonal rows (their maximum is smaller by the order of 1 / fan-in), and what
     * training did. A mean of the weights that is not zero counts into {@code c} and is noted. So
     * predictions are for the moment of the initialization. A layer is left alone, and nothing
     * predicted behind it, if its weights are all zero, or hold NaN or infinity, or if its biases
     * vary more than its input moves a piece.
     *
     * <p>The parameters are read when a plan is made; the seed does not matter. Measurements on
     * {@link InitializationPlanBuilder#optBatch} are made with the weights of the network itself.
     * Plans of this scheme throw an {@link IllegalStateException} if a layer is not initialized,
     * and have nothing to apply: {@link InitializationPlan#apply} throws an {@link
     * UnsupportedOperationException}.
     *
     * @return the scheme
     */
    public static Scheme asFound() {
        return new FoundScheme();
    }

    /** The name under which the plan prints the scheme. */
    abstract String name();

    /** The second moment that inputs are taken to have if nobody tells. */
    double inputSecondMoment() {
        return 1;
    }

    /**
     * Chooses for a layer.
     *
     * @param stage the layer and what follows
     * @param in the signal that comes in, with the layers before it as they were chosen
     * @param correlation the correlation between the positions of a pooling window
     */
    abstract Choice choose(Stage stage, Signal in, double correlation);

    @Override
    public String toString() {
        return name();
    }
}
