// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

import io.github.djlmaxout.internal.Require;

import java.util.function.DoubleUnaryOperator;

/**
 * How fast the squared norm concentrates with the width of a layer: exponential bounds on its
 * deviation.
 *
 * <p>A layer of {@code n} units with zero biases, whose weights keep the squared norm in the mean,
 * multiplies it by {@code Q = (1/n) sum of y_i^2 / mu}, with {@code n} independent outputs {@code
 * y} on standard normal pre-activations and {@code mu = E y^2}. By Chernoff, for {@code eps > 0},
 *
 * <pre>
 * P(Q &gt;= 1 + eps) &lt;= exp(-n I(eps)),   P(Q &lt;= 1 - eps) &lt;= exp(-n I(-eps))
 * I(e) = sup over l of l (1 + e) - Lambda(l),   Lambda(l) = ln E exp(l y^2 / mu)
 * </pre>
 *
 * <p>and no larger rate {@code I} holds for all {@code n} (Cramer's theorem). For small {@code
 * eps}, {@code I(eps) = eps^2 / (2 v)} with {@code v = Var(y^2) / mu^2}: 5 for ReLU, 2 for two
 * pieces, 1.01 for five. Hence by the union bound, after {@code L} layers of at least
 *
 * <pre>
 * n &gt;= ln(2 N L / delta) / min(I(eps), I(-eps))
 * </pre>
 *
 * <p>units the squared norms of {@code N} inputs are all within {@code (1 - eps)^L} to {@code (1 +
 * eps)^L} of where they started, with probability {@code 1 - delta}. To bound the backward signals
 * of a ReLU network as well, count {@code N} twice. None of this speaks of gradients of maxout
 * networks across the direction of the input.
 *
 * <p>Special results: two pieces and linear layers have {@code I(e) = (e - ln(1 + e)) / 2}; for
 * ReLU {@code I(-eps)} stays below {@code ln 2}, the rate at which all units are zero at once.
 *
 * <p>Accuracy: relative error of the rates below 1e-9 for {@code eps} of 1e-3 and more. Cost: about
 * 100 values of {@code Lambda}, up to 900 evaluations of the error function each for maxout.
 *
 * <p>Source: the ReLU bound in the form of D. Arpit and Y. Bengio, <i>The Benefits of
 * Over-parameterization at Initialization in Deep ReLU Networks</i>, arXiv 1901.03611 (form and
 * constants derived again here, not checked against the text), with a rate that is optimal; the
 * bounds for maxout are derived here.
 */
public final class WidthBound {

    /** At this deviation the rates still have their digits, and are tiny. */
    private static final double LEAST = 1e-6;

    private final SquaredOutput output;
    private final String layers;

    private WidthBound(SquaredOutput output, String layers) {
        this.output = output;
        this.layers = layers;
    }

    /**
     * Returns the bound for ReLU layers.
     *
     * @return the bound
     */
    public static WidthBound relu() {
        return new WidthBound(new LeakyOutput(0), "ReLU layers");
    }

    /**
     * Returns the bound for maxout layers.
     *
     * @param pieces the number of pieces {@code K}, 1 to 1000; 1 for linear layers
     * @return the bound
     * @throws IllegalArgumentException if the number of pieces is out of its bounds
     */
    public static WidthBound maxout(int pieces) {
        return new WidthBound(
                new MaximumOutput(pieces),
                pieces == 1 ? "linear layers" : "maxout layers of " + pieces + " pieces");
    }

    /**
     * Returns the explicit rate for ReLU layers, of which {@link #rate} is the best possible.
     *
     * <p>{@code r(eps) = eps / 4 + ln(2 / (1 + sqrt(1 + eps)))}, about {@code 3 eps^2 / 32}: what
     * {@code l = eps / (4 (1 + eps))} gives in the supremum.
     *
     * @param eps the deviation, above 0
     * @return {@code r(eps)}, at most {@code relu().rate(eps)}
     * @throws IllegalArgumentException if {@code eps} is not positive
     */
    public static double explicitReluRate(double eps) {
        Require.positive("eps", eps);
        // sqrt(1 + eps) - 1, without cancellation
        double root = eps / (1 + Math.sqrt(1 + eps));
        return eps / 4 - Math.log1p(root / 2);
    }

    /**
     * Returns the rate of the probability that the squared norm is too large.
     *
     * @param eps the relative deviation, 1e-6 to 10
     * @return {@code I(eps)}
     * @throws IllegalArgumentException if {@code eps} is out of its bounds
     */
    public double upperRate(double eps) {
        Require.inside("eps", eps, eps >= LEAST && eps <= 10, "[1e-6, 10]");
        double edge = output.edge() * output.mean();
        return supremum(u -> u * edge, 1 + eps);
    }

    /**
     * Returns the rate of the probability that the squared norm is too small.
     *
     * @param eps the relative deviation, 1e-6 to 0.999
     * @return {@code I(-eps)}
     * @throws IllegalArgumentException if {@code eps} is out of its bounds
     */
    public double lowerRate(double eps) {
        Require.inside("eps", eps, eps >= LEAST && eps <= 0.999, "[1e-6, 0.999]");
        return supremum(u -> -u / (1 - u), 1 - eps);
    }

    /**
     * Returns the rate of a deviation either way.
     *
     * @param eps the relative deviation, 1e-6 to 0.999
     * @return the smaller of {@link #upperRate} and {@link #lowerRate}
     * @throws IllegalArgumentException if {@code eps} is out of its bounds
     */
    public double rate(double eps) {
        return Math.min(upperRate(eps), lowerRate(eps));
    }

    /**
     * Returns the width that keeps every sample within a deviation per layer.
     *
     * @param eps the relative deviation of the squared norm in each layer, 1e-6 to 0.999
     * @param samples the number of inputs {@code N}, at least 1
     * @param layers the number of layers {@code L}, at least 1
     * @param delta the probability of failure, in (0, 1)
     * @return the least {@code n >= ln(2 N L / delta) / rate(eps)}
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public long width(double eps, long samples, int layers, double delta) {
        Require.atLeast("samples", samples, 1);
        Require.atLeast("layers", layers, 1);
        Require.probability("delta", delta);
        double events = 2.0 * samples * layers / delta;
        return (long) Math.ceil(Math.log(events) / rate(eps));
    }

    /** What the layers are, in words. */
    String layers() {
        return layers;
    }

    /**
     * The largest {@code l (1 + e) - Lambda(l)} over {@code l = path(u)}, {@code 0 < u < 1}. It is
     * concave in {@code l}, so it has one maximum along any monotone path, and golden sections find
     * it. That they find its place to half of the digits only does no harm to its height.
     */
    private double supremum(DoubleUnaryOperator path, double level) {
        double golden = (Math.sqrt(5) - 1) / 2;
        double from = 0;
        double to = 1;
        double left = to - golden;
        double right = golden;
        double atLeft = height(path.applyAsDouble(left), level);
        double atRight = height(path.applyAsDouble(right), level);
        for (int i = 0; i < 45; i++) {
            if (atLeft > atRight) {
                to = right;
                right = left;
                atRight = atLeft;
                left = to - golden * (to - from);
                atLeft = height(path.applyAsDouble(left), level);
            } else {
                from = left;
                left = right;
                atLeft = atRight;
                right = from + golden * (to - from);
                atRight = height(path.applyAsDouble(right), level);
            }
        }
        return Math.max(atLeft, atRight);
    }

    private double height(double l, double level) {
        return l * level - Math.log1p(-output.complement(-l / output.mean()));
    }

    @Override
    public String toString() {
        return "width of " + layers;
    }
}
