// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights a maxout layer starts with when nobody sets an initializer: normal with variance
 * {@code 1 / (M(K) * fan-in)}, {@code M(K)} from {@link GaussianMaximum#secondMoment()}, so that
 * the mean square of the activations is the same before and after the layer.
 *
 * <p>Drawn from the engine, so that {@code Engine.setRandomSeed} rules it as it rules DJL's own
 * initializers. Equal pieces of a unit would stay equal for ever (they get no gradient but the
 * first); they are drawn again.
 */
record FirstWeights(long units, PieceStacking stacking) implements Initializer {

    private static final Logger logger = LoggerFactory.getLogger(FirstWeights.class);

    /** {@inheritDoc} */
    @Override
    public NDArray initialize(NDManager manager, Shape shape, DataType dataType) {
        LayerArguments.floatOrDouble(dataType, "The weight");
        double variance =
                1 / (GaussianMaximum.of(stacking.pieces()).secondMoment() * shape.slice(1).size());
        float deviation = (float) Math.sqrt(variance);
        NDArray weight = manager.randomNormal(0f, deviation, shape, dataType);
        separate(weight, deviation);
        return weight;
    }

    /**
     * Draws again, in place, what equals an earlier piece of its unit. Pieces that differ do so in
     * their first weight nearly always, so only that one is copied to the JVM for all of them.
     */
    void separate(NDArray weight, float deviation) {
        double[] firsts = firstColumn(weight);
        for (long unit = 0; unit < units; unit++) {
            for (int piece = 1; piece < stacking.pieces(); piece++) {
                while (equalsEarlier(weight, firsts, unit, piece)) {
                    int row = row(unit, piece);
                    firsts[row] = redraw(weight, row, deviation);
                }
            }
        }
    }

    private static double[] firstColumn(NDArray weight) {
        long rows = weight.getShape().get(0);
        try (NDArray matrix = weight.reshape(rows, weight.size() / rows);
                NDArray column = matrix.get(new NDIndex(":, 0"));
                NDArray doubles = column.toType(DataType.FLOAT64, true)) {
            return doubles.toDoubleArray();
        }
    }

    private boolean equalsEarlier(NDArray weight, double[] firsts, long unit, int piece) {
        int row = row(unit, piece);
        for (int earlier = 0; earlier < piece; earlier++) {
            int other = row(unit, earlier);
            if (firsts[row] == firsts[other] && equalRows(weight, row, other)) {
                return true;
            }
        }
        return false;
    }

    private static boolean equalRows(NDArray weight, int row, int other) {
        try (NDArray first = weight.get(new NDIndex(String.valueOf(row)));
                NDArray second = weight.get(new NDIndex(String.valueOf(other)))) {
            return first.contentEquals(second);
        }
    }

    /** Returns the first of the new weights. */
    private static double redraw(NDArray weight, int row, float deviation) {
        Shape shape = weight.getShape().slice(1);
        try (NDArray fresh =
                        weight.getManager()
                                .randomNormal(0f, deviation, shape, weight.getDataType());
                NDArray doubles = fresh.toType(DataType.FLOAT64, true)) {
            weight.set(new NDIndex(String.valueOf(row)), fresh);
            return doubles.toDoubleArray()[0];
        }
    }

    /**
     * Warns where another initializer gave the first two pieces of the first unit the same weights:
     * one that repeats itself, such as a constant, does so there too.
     */
    void warnOfEqualPieces(Parameter weight) {
        boolean foreign = weight.getInitializer() != this;
        if (foreign
                && stacking.pieces() > 1
                && equalRows(weight.getArray(), row(0, 0), row(0, 1))) {
            logger.warn(
                    "The initializer {} gave two pieces of a unit the same weights. They stay equal"
                            + " in training (only the first gets a gradient), and the unit has a"
                            + " piece less. Use an initializer that draws at random.",
                    weight.getInitializer().getClass().getSimpleName());
        }
    }

    private int row(long unit, int piece) {
        return stacking.index(unit, piece, units);
    }
}
