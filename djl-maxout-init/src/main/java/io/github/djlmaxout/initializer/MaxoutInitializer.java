// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.nn.PieceLayout;
import io.github.djlmaxout.nn.PieceStacking;

import java.util.function.Consumer;

/**
 * Draws the weights of maxout layers from a seed: the same weights on every engine, whatever the
 * number of cores, and without a touch to the engine's own random numbers.
 *
 * <p>A weight of shape {@code (K * units, in, kernel...)} gets the mean 0 and the variance
 *
 * <pre>
 * c / fan-in,   fan-in = in * (size of the kernel),   c = 1 / M(K) unless set
 * </pre>
 *
 * <p>{@code M(K) = E (max of K independent N(0, 1))^2} is {@link GaussianMaximum#secondMoment()};
 * with this {@code c} the mean square of the activations is the same before and after the layer
 * (for orthogonal and normalized rows up to what their factories say). With {@code K = 1} it is 1,
 * right for a linear layer.
 *
 * <p>Set it as any other initializer; one object serves a whole network whose layers have the same
 * number of pieces:
 *
 * <pre>
 * network.setInitializer(MaxoutInitializer.normal(5, seed), Parameter.Type.WEIGHT);
 * </pre>
 *
 * <p>The n-th weight that an object draws comes from the n-th stream of its seed, and each piece
 * from a stream of its own below that, so that neither two layers nor two pieces get the same
 * values; a new object with the same seed repeats them. Two objects that serve one network need
 * different seeds. What a piece of a unit gets does not depend on the layout. float32 weights are
 * the float64 ones, rounded.
 *
 * <p>Cost: all cores, a direct buffer of the weight's size while it is drawn. Thread-safe, though
 * which layer gets which stream then depends on the order of the calls. The normal variables come
 * from a ziggurat and xoroshiro128++ (commons-rng).
 */
public final class MaxoutInitializer implements Initializer {

    private final WeightLaw law;
    private final PieceStacking stacking;
    private final Spread spread;
    private final ParameterStreams streams;

    private MaxoutInitializer(
            WeightLaw law, PieceStacking stacking, Spread spread, ParameterStreams streams) {
        this.law = law;
        this.stacking = stacking;
        this.spread = spread;
        this.streams = streams;
    }

    private static MaxoutInitializer of(WeightLaw law, int pieces, long seed) {
        return new MaxoutInitializer(
                law,
                PieceStacking.of(pieces),
                Spread.keeping(pieces),
                ParameterStreams.counting(seed));
    }

    /** For one layer of a plan: the same stream, so the same weights, at every call. */
    static MaxoutInitializer forLayer(
            WeightLaw law, PieceStacking stacking, Spread spread, long seed, long layer) {
        return new MaxoutInitializer(law, stacking, spread, ParameterStreams.fixed(seed, layer));
    }

    /**
     * Draws independent normal weights.
     *
     * @param pieces the number of pieces {@code K} of the layers, 1 to 1000
     * @param seed the seed
     * @return the initializer, with {@code c = 1 / M(K)}
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000
     */
    public static MaxoutInitializer normal(int pieces, long seed) {
        return of(IndependentLaw.NORMAL, pieces, seed);
    }

    /**
     * Draws independent weights, uniform between {@code -sqrt(3 c / fan-in)} and {@code sqrt(3 c /
     * fan-in)}. The mean square of the activations is off by a factor of about {@code 1 - 1.2 D(K)
     * / (M(K) fan-in)}, with {@code D(K)} between 0 for {@code K = 2} and 0.27 for {@code K = 10}.
     *
     * @param pieces the number of pieces {@code K} of the layers, 1 to 1000
     * @param seed the seed
     * @return the initializer, with {@code c = 1 / M(K)}
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000
     */
    public static MaxoutInitializer uniform(int pieces, long seed) {
        return of(IndependentLaw.UNIFORM, pieces, seed);
    }

    /**
     * Draws independent normal weights within two standard deviations of the underlying normal law,
     * {@code sqrt(c / fan-in) / 0.8796}, so that their own variance is {@code c / fan-in}.
     *
     * @param pieces the number of pieces {@code K} of the layers, 1 to 1000
     * @param seed the seed
     * @return the initializer, with {@code c = 1 / M(K)}
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000
     */
    public static MaxoutInitializer truncatedNormal(int pieces, long seed) {
        return of(IndependentLaw.TRUNCATED_NORMAL, pieces, seed);
    }

    /**
     * Draws for each piece an independent matrix, {@code sqrt(c)} times orthonormal rows or, if
     * there are more units than inputs, {@code sqrt(c units / fan-in)} times orthonormal columns,
     * uniform among all such matrices.
     *
     * <p>For {@code n} inputs the mean square of the activations is kept by {@code c = 1 / M_n(K)},
     * {@code M_n(K) = n E (max of a first coordinate of K independent uniform points of the unit
     * sphere of R^n)^2}, which comes to {@code M(K)} as {@code n} grows: {@code M_10(5) = 1.7402},
     * {@code M_100(5) = 1.7944}, {@code M(5) = 1.8000}. For few inputs set it with {@link
     * #withVarianceFactor(double)}.
     *
     * <p>Cost: about {@code 4 m n^2} operations a piece for sides {@code m >= n}, one thread each.
     *
     * @param pieces the number of pieces {@code K} of the layers, 1 to 1000
     * @param seed the seed
     * @return the initializer, with {@code c = 1 / M(K)}
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000
     */
    public static MaxoutInitializer orthogonal(int pieces, long seed) {
        return of(OrthogonalLaw.PER_PIECE, pieces, seed);
    }

    /**
     * Draws one matrix for all pieces together: the rows of all pieces are orthogonal to each other
     * with length {@code sqrt(c)}, or the columns are with length {@code sqrt(c K units / fan-in)}
     * if there are more rows than inputs.
     *
     * <p>With {@code K units <= fan-in}, {@code c = 1 / M(K)} keeps the mean square exactly, on
     * average over the draws, for every fan-in.
     *
     * <p>Cost: about {@code 4 m n^2} operations for sides {@code m >= n}, on one thread.
     *
     * @param pieces the number of pieces {@code K} of the layers, 1 to 1000
     * @param seed the seed
     * @return the initializer, with {@code c = 1 / M(K)}
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000
     */
    public static MaxoutInitializer jointlyOrthogonal(int pieces, long seed) {
        return of(OrthogonalLaw.JOINT, pieces, seed);
    }

    /**
     * Draws for each piece of a convolution an orthogonal matrix, as {@link #orthogonal(int, long)}
     * does with the channels as inputs, at the centre of the kernel; all other weights are 0. The
     * layer then acts on each position alone, and keeps the mean square of every channel at every
     * position. Of the two middle positions of an even side the first is taken. After L. Xiao et
     * al., <i>Dynamical Isometry and a Mean Field Theory of CNNs</i>, ICML 2018, arXiv 1806.05393,
     * which has one piece and at least as many filters as channels; fewer filters get orthonormal
     * rows here.
     *
     * @param pieces the number of pieces {@code K} of the layers, 1 to 1000
     * @param seed the seed
     * @return the initializer, with {@code c = 1 / M(K)}
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000
     */
    public static MaxoutInitializer deltaOrthogonal(int pieces, long seed) {
        return of(OrthogonalLaw.DELTA, pieces, seed);
    }

    /**
     * Draws rows {@code g v / |v|} of length {@code g = sqrt(c)} and uniform direction ({@code v}
     * Gaussian), as weight normalization starts. For {@code n} inputs the mean square of the
     * activations is kept by {@code g = 1 / sqrt(M_n(K))}, with {@code M_n(K)} as in {@link
     * #orthogonal(int, long)}; the sum of squares, instead of their mean, by {@code c = n / (units
     * M_n(K))}.
     *
     * @param pieces the number of pieces {@code K} of the layers, 1 to 1000
     * @param seed the seed
     * @return the initializer, with {@code c = 1 / M(K)}
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000
     */
    public static MaxoutInitializer weightNormalized(int pieces, long seed) {
        return of(DirectionLaw.INSTANCE, pieces, seed);
    }

    /**
     * Returns an initializer whose weights have another variance factor.
     *
     * @param c the variance factor, positive: the variance of a weight is {@code c / fan-in}
     * @return a new initializer, which starts at its first stream
     * @throws IllegalArgumentException if {@code c} is not positive and finite
     */
    public MaxoutInitializer withVarianceFactor(double c) {
        return new MaxoutInitializer(law, stacking, Spread.ofVarianceFactor(c), streams.again());
    }

    /**
     * Returns an initializer whose weights have a given standard deviation, whatever the fan-in:
     * for laws of the weights that are not stated through a variance factor, such as those that
     * keep a fractional moment of the length of the activations.
     *
     * @param deviation the standard deviation of a weight, positive
     * @return a new initializer, which starts at its first stream
     * @throws IllegalArgumentException if {@code deviation} is not positive and finite
     */
    public MaxoutInitializer withDeviation(double deviation) {
        return new MaxoutInitializer(law, stacking, Spread.ofDeviation(deviation), streams.again());
    }

    /**
     * Returns an initializer for layers that stack their pieces otherwise than by default.
     *
     * @param layout how pieces and units are stacked
     * @param groups the number of groups of grouped convolutions, 1 for other layers
     * @return a new initializer, which starts at its first stream
     * @throws IllegalArgumentException if {@code groups < 1}
     */
    public MaxoutInitializer withLayout(PieceLayout layout, int groups) {
        PieceStacking other = new PieceStacking(stacking.pieces(), layout, groups);
        return new MaxoutInitializer(law, other, spread, streams.again());
    }

    /**
     * Draws a weight, the next one of this seed.
     *
     * @param manager the manager that the weight is attached to
     * @param shape the shape of the weight, {@code (K * units, in, kernel...)}
     * @param dataType float32 or float64
     * @return the weight
     * @throws IllegalArgumentException if the type is neither float32 nor float64, the shape has
     *     fewer than 2 axes, an empty axis, a number of rows not divisible by pieces times groups,
     *     or more than 2 GiB, the standard deviation is outside the range of the type, or the law
     *     would make pieces equal because a row has only 1 input
     */
    @Override
    public NDArray initialize(NDManager manager, Shape shape, DataType dataType) {
        return WeightBuffer.array(manager, shape, dataType, next(shape, dataType));
    }

    /** The next weight, still to be drawn. A shape that is refused takes no stream. */
    Consumer<WeightBuffer> next(Shape shape, DataType type) {
        StackedWeight weight = StackedWeight.of(stacking, shape, type);
        double deviation = spread.deviation(weight.fanIn(), type);
        DrawStream stream = streams.next();
        return buffer -> law.draw(stream, weight, deviation, buffer);
    }

    /**
     * Returns what is drawn, for logs.
     *
     * @return the law, the number of pieces, the spread and the seed
     */
    @Override
    public String toString() {
        String name = law instanceof Enum<?> constant ? constant.name() : "DIRECTION";
        return name + ", " + stacking + ", " + spread + ", seed " + streams.seed();
    }
}
