// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Limits the norm of every piece's weight vector after each update of any other optimizer.
 *
 * <p>Every row {@code w_r} of a chosen parameter, its entry along axis 0, becomes {@code w_r *
 * limit / max(|w_r|, limit)} with the Euclidean norm. For a maxout layer a row is one piece (for a
 * convolution its whole kernel), for {@code Linear} one unit. A row within the limit stays bit for
 * bit what it was; a row of zeros stays zero; a row with a NaN becomes NaN. After rounding a row
 * may exceed the limit by a few units in the last place. A row whose squares overflow (in float32
 * from about 1.8e19 on) is lost: it becomes zeros on one engine, NaN on another.
 *
 * <p>Goodfellow et al. trained their maxout networks so, with limits such as 1.9365, a high
 * learning rate and dropout.
 *
 * <p>DJL names parameters to an optimizer by opaque ids only; they are looked up in the network at
 * the first update. Cost: three passes over the chosen weights at each update.
 *
 * <p>Source: Goodfellow et al., <i>Maxout Networks</i>, arXiv 1302.4389, section 5; N. Srivastava,
 * G. Hinton et al., <i>Dropout</i>, JMLR 15, 2014, section 5.1.
 */
public final class MaxNormOptimizer extends Optimizer {

    private final Optimizer inner;
    private final Block network;
    private final float limit;
    private final Predicate<Parameter> which;
    private Set<String> limited;

    private MaxNormOptimizer(
            Optimizer inner, Block network, float limit, Predicate<Parameter> which) {
        super(new NoSettings());
        this.inner = inner;
        this.network = network;
        this.limit = limit;
        this.which = which;
    }

    /**
     * Wraps an optimizer so that all weights of a network are limited.
     *
     * @param inner the optimizer that makes the updates
     * @param network the network that is trained
     * @param limit the largest norm of a row, positive and finite
     * @return the wrapping optimizer
     * @throws IllegalArgumentException if the limit is not positive and finite
     */
    public static MaxNormOptimizer wrap(Optimizer inner, Block network, float limit) {
        return wrap(inner, network, limit, p -> p.getType() == Parameter.Type.WEIGHT);
    }

    /**
     * Wraps an optimizer so that chosen parameters of a network are limited.
     *
     * @param inner the optimizer that makes the updates
     * @param network the network that is trained
     * @param limit the largest norm of a row, positive and finite
     * @param which tells the parameters to limit
     * @return the wrapping optimizer
     * @throws IllegalArgumentException if the limit is not positive and finite
     */
    public static MaxNormOptimizer wrap(
            Optimizer inner, Block network, float limit, Predicate<Parameter> which) {
        if (!(limit > 0 && limit < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "limit is "
                            + limit
                            + ", but must be positive and finite; Goodfellow et al. used 1.9365.");
        }
        return new MaxNormOptimizer(inner, network, limit, which);
    }

    /** {@inheritDoc} */
    @Override
    public void update(String parameterId, NDArray weight, NDArray grad) {
        inner.update(parameterId, weight, grad);
        if (limited().contains(parameterId)) {
            limitRows(weight);
        }
    }

    private synchronized Set<String> limited() {
        if (limited == null) {
            limited =
                    network.getParameters().values().stream()
                            .filter(which)
                            .map(Parameter::getId)
                            .collect(Collectors.toUnmodifiableSet());
        }
        return limited;
    }

    private void limitRows(NDArray weight) {
        Shape shape = weight.getShape();
        long rows = shape.get(0);
        int[] behind = IntStream.range(1, shape.dimension()).toArray();
        try (NDArray squares = weight.square();
                NDArray sums = behind.length == 0 ? squares.duplicate() : squares.sum(behind);
                NDArray norms = sums.sqrt();
                NDArray divisors = norms.maximum(limit);
                NDArray limits =
                        weight.getManager().full(new Shape(rows), limit, weight.getDataType());
                NDArray factors = limits.div(divisors);
                NDArray column = factors.reshape(column(rows, shape.dimension()))) {
            weight.muli(column);
        }
    }

    private static Shape column(long rows, int dimension) {
        Shape column = new Shape(rows);
        for (int i = 1; i < dimension; i++) {
            column = column.add(1);
        }
        return column;
    }

    /** All settings of an optimizer are those of the wrapped one. */
    private static final class NoSettings extends OptimizerBuilder<NoSettings> {

        @Override
        protected NoSettings self() {
            return this;
        }
    }

    @Override
    public String toString() {
        return inner.getClass().getSimpleName() + " with norms up to " + limit;
    }
}
