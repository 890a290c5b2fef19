// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;

import io.github.djlmaxout.nn.PieceLayout;
import io.github.djlmaxout.nn.PieceStacking;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Draws the weights and the biases of maxout layers together from a seed, by laws in which they
 * depend on each other.
 *
 * <p>Set both initializers of one object:
 *
 * <pre>
 * WeightAndBiasInitializer sphere = WeightAndBiasInitializer.sphere(5, seed);
 * network.setInitializer(sphere.weight(), Parameter.Type.WEIGHT);
 * network.setInitializer(sphere.bias(), Parameter.Type.BIAS);
 * </pre>
 *
 * <p>An initializer of DJL is told no more than a shape, so a bias belongs to the weight that was
 * drawn last: layers must initialize their weight before their bias, as those of this project and
 * of DJL do, and one after the other. A layer without bias is no obstacle. The n-th weight comes
 * from the n-th stream of the seed, with the same promises as {@link MaxoutInitializer}; a unit is
 * drawn anew from its stream for its biases, so that nothing but the last shape is kept.
 */
public final class WeightAndBiasInitializer {

    private final UnitLaw law;
    private final PieceStacking stacking;
    private final Spread spread;
    private final ParameterStreams streams;

    /** The units whose biases are still to come. */
    private final AtomicReference<UnitDraw> last = new AtomicReference<>();

    private WeightAndBiasInitializer(
            UnitLaw law, PieceStacking stacking, Spread spread, ParameterStreams streams) {
        this.law = law;
        this.stacking = stacking;
        this.spread = spread;
        this.streams = streams;
    }

    private static WeightAndBiasInitializer of(UnitLaw law, int pieces, long seed) {
        return new WeightAndBiasInitializer(
                law,
                PieceStacking.of(pieces),
                Spread.keeping(pieces),
                ParameterStreams.counting(seed));
    }

    /** For one layer of a plan: the same stream, so the same values, at every call. */
    static WeightAndBiasInitializer forLayer(
            UnitLaw law, PieceStacking stacking, Spread spread, long seed, long layer) {
        return new WeightAndBiasInitializer(
                law, stacking, spread, ParameterStreams.fixed(seed, layer));
    }

    /**
     * Draws every piece, weights {@code w} and bias {@code b}, as a uniform point of the unit
     * sphere, and then replaces the bias by {@code |b| - 1 / sqrt(K fan-in)}. A weight has about
     * the variance {@code 1 / fan-in}, so the mean square grows by about {@code M(K)} a layer.
     *
     * @param pieces the number of pieces {@code K} of the layers, 1 to 1000
     * @param seed the seed
     * @return the pair of initializers
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000
     */
    public static WeightAndBiasInitializer sphere(int pieces, long seed) {
        return of(SphereLaw.CORRECTED, pieces, seed);
    }

    /**
     * As {@link #sphere(int, long)}, but with the divisor of the code published with H. Tseran and
     * G. Montufar, <i>On the Expected Complexity of Maxout Networks</i>, NeurIPS 2021, arXiv
     * 2107.00379: the length of {@code w + b (1, ..., 1)}, because {@code weight + [bias]} adds
     * arrays in numpy and does not append. To repeat experiments with.
     *
     * @param pieces the number of pieces {@code K} of the layers, 1 to 1000
     * @param seed the seed
     * @return the pair of initializers
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000
     */
    public static WeightAndBiasInitializer sphereAsPublished(int pieces, long seed) {
        return of(SphereLaw.AS_PUBLISHED, pieces, seed);
    }

    /**
     * Draws units all of whose pieces are active: piece {@code j = 0..K-1} has the weights {@code v
     * cos(a_j)} and the bias {@code sin(a'_j)}, with one Gaussian {@code v} a unit of variance
     * {@code c / fan-in}, {@code c = 1 / M(K)}, and {@code a_j, a'_j = pi (j + 1) / K} plus normal
     * noise of standard deviation 0.01. As in the code published with arXiv 2107.00379.
     *
     * @param pieces the number of pieces {@code K} of the layers, 1 to 1000
     * @param seed the seed
     * @return the pair of initializers
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000
     */
    public static WeightAndBiasInitializer manyRegions(int pieces, long seed) {
        return of(ManyRegionsLaw.INSTANCE, pieces, seed);
    }

    /**
     * Returns a pair with another variance factor. It changes the directions of {@link
     * #manyRegions(int, long)}; on a sphere it cancels.
     *
     * @param c the variance factor, positive
     * @return a new pair, which starts at its first stream
     * @throws IllegalArgumentException if {@code c} is not positive and finite
     */
    public WeightAndBiasInitializer withVarianceFactor(double c) {
        return new WeightAndBiasInitializer(
                law, stacking, Spread.ofVarianceFactor(c), streams.again());
    }

    /**
     * Returns a pair for layers that stack their pieces otherwise than by default.
     *
     * @param layout how pieces and units are stacked
     * @param groups the number of groups of grouped convolutions, 1 for other layers
     * @return a new pair, which starts at its first stream
     * @throws IllegalArgumentException if {@code groups < 1}
     */
    public WeightAndBiasInitializer withLayout(PieceLayout layout, int groups) {
        PieceStacking other = new PieceStacking(stacking.pieces(), layout, groups);
        return new WeightAndBiasInitializer(law, other, spread, streams.again());
    }

    /**
     * Returns the initializer of the weights. It refuses what {@link MaxoutInitializer#initialize}
     * refuses.
     *
     * @return the initializer
     */
    public Initializer weight() {
        return (manager, shape, type) ->
                WeightBuffer.array(manager, shape, type, nextWeight(shape, type));
    }

    /**
     * Returns the initializer of the biases. It throws {@link IllegalStateException} if no weight
     * was drawn before the bias, and {@link IllegalArgumentException} if the bias has another shape
     * than one value a row of that weight, or is neither float32 nor float64.
     *
     * @return the initializer
     */
    public Initializer bias() {
        return (manager, shape, type) ->
                WeightBuffer.array(manager, shape, type, nextBias(shape, type));
    }

    /** The next weight, still to be drawn. */
    Consumer<WeightBuffer> nextWeight(Shape shape, DataType type) {
        // A shape that is refused takes no stream.
        StackedWeight.of(stacking, shape, type);
        DrawStream stream = streams.next();
        UnitDraw units = UnitDraw.of(law, stacking, spread, stream, shape, type);
        last.set(units);
        return units::drawWeights;
    }

    /** The bias that belongs to the last weight, still to be drawn. */
    Consumer<WeightBuffer> nextBias(Shape shape, DataType type) {
        UnitDraw units = last.get();
        if (units == null) {
            throw new IllegalStateException(
                    "A bias is to be drawn, but the weight that it depends on was not: set weight()"
                            + " of the same object for the layer's weight.");
        }
        if (!shape.equals(new Shape(units.rows()))) {
            throw new IllegalArgumentException(
                    "The bias has the shape "
                            + shape
                            + ", but the weight drawn before it has "
                            + units.rows()
                            + " rows: set weight() of the same object for the layer's weight.");
        }
        StackedWeight.requireFloatOrDouble(type);
        last.set(null);
        return units::drawBiases;
    }

    @Override
    public String toString() {
        return "weights and biases of " + spread + ", " + stacking;
    }
}
