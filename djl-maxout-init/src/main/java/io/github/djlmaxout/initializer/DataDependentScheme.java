// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.internal.SignificantDigits;

/**
 * Another scheme's weights, corrected layer by layer until the second moment that a batch has
 * behind each layer is the one wanted.
 *
 * <p>Layers are taken in the order of the signal. The weights of a layer are drawn, the batch is
 * sent through, and the second moment {@code q} behind its maximum and pool is measured. Where the
 * base scheme has no bias, {@code c} is multiplied by {@code target / q}. Where it has one, {@code
 * c} is multiplied by {@code target} over the measured second moment of the layer's input, and the
 * bias becomes {@code -m - sqrt(target - v)} with measured mean {@code m} and variance {@code v} of
 * the activations without it. This is repeated until {@code q} is within the tolerance, or the
 * attempts are spent, which the plan then says. Read-outs and layers before a normalization are not
 * corrected.
 *
 * <p>The network runs in evaluation mode on detached arrays; it stays as it is, and nothing is
 * drawn from the engine. What dropout does to second moments in training is counted in. Cost: the
 * weights of a layer are drawn and the batch sent through it at most twice for each attempt, of
 * which there are usually one or two, once for the correlation in its pool, and once more in the
 * end.
 *
 * <p>D. Mishkin and J. Matas, <i>All you need is a good init</i>, arXiv 1511.06422, normalize what
 * is before the activation function; here it is what comes behind.
 */
public final class DataDependentScheme extends Scheme {

    private final BatchValues batch;
    private final Scheme base;
    private final double target;
    private final double tolerance;
    private final int attempts;

    DataDependentScheme(
            BatchValues batch, Scheme base, double target, double tolerance, int attempts) {
        this.batch = batch;
        this.base = base instanceof CriticalScheme critical ? critical.withTarget(target) : base;
        this.target = target;
        this.tolerance = tolerance;
        this.attempts = attempts;
    }

    /**
     * Returns the scheme with another second moment to reach.
     *
     * @param secondMoment the second moment behind each layer, positive (default: 1)
     * @return the scheme
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public DataDependentScheme withTarget(double secondMoment) {
        if (!(secondMoment > 0 && Double.isFinite(secondMoment))) {
            throw new IllegalArgumentException(
                    "The second moment to reach is "
                            + secondMoment
                            + ", but must be positive and finite: 1 is usual.");
        }
        return new DataDependentScheme(batch, base, secondMoment, tolerance, attempts);
    }

    /**
     * Returns the scheme with another relative tolerance of the second moment.
     *
     * @param relative the tolerance, positive (default: 0.01)
     * @return the scheme
     * @throws IllegalArgumentException if it is not positive
     */
    public DataDependentScheme withTolerance(double relative) {
        if (!(relative > 0)) {
            throw new IllegalArgumentException(
                    "The tolerance is " + relative + ", but must be positive: 0.01 is usual.");
        }
        return new DataDependentScheme(batch, base, target, relative, attempts);
    }

    /**
     * Returns the scheme with another limit of attempts for a layer.
     *
     * @param limit the number of times a layer is measured, at least 1 (default: 5)
     * @return the scheme
     * @throws IllegalArgumentException if it is less than 1
     */
    public DataDependentScheme withAttempts(int limit) {
        Require.atLeast("The limit of attempts", limit, 1);
        return new DataDependentScheme(batch, base, target, tolerance, limit);
    }

    /**
     * Returns the scheme with another one to start from. {@link Scheme#critical()} then has its
     * fixed point at the second moment to reach.
     *
     * @param scheme what is corrected, not itself dependent on data
     * @return the scheme
     * @throws IllegalArgumentException if it depends on data
     */
    public DataDependentScheme withBase(Scheme scheme) {
        if (scheme instanceof DataDependentScheme) {
            throw new IllegalArgumentException(
                    "The base depends on data itself: give it one such as Scheme.maxout().");
        }
        return new DataDependentScheme(batch, scheme, target, tolerance, attempts);
    }

    BatchValues batch() {
        return batch;
    }

    Scheme base() {
        return base;
    }

    double target() {
        return target;
    }

    double tolerance() {
        return tolerance;
    }

    int attempts() {
        return attempts;
    }

    @Override
    String name() {
        return "dataDependent("
                + base.name()
                + ", target "
                + SignificantDigits.of(target, 9)
                + ", tolerance "
                + SignificantDigits.of(tolerance, 3)
                + ", attempts "
                + attempts
                + ")";
    }

    @Override
    Choice choose(Stage stage, Signal in, double correlation) {
        return base.choose(stage, in, correlation);
    }
}
