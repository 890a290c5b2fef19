package io.github.djlmaxout.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;

import java.util.Arrays;

/**
 * The weights a maxout layer starts with when nobody sets an initializer: normal with variance
 * {@code 1 / (M(K) * fan-in)}, {@code M(K)} from {@link GaussianMaximum#secondMoment()}, so that
 * the mean square of the activations is the same before and after the layer.
 *
 * <p>Drawn from the engine, so that {@code Engine.setRandomSeed} rules it as it rules DJL's own
 * initializers. Equal pieces of a unit would stay equal for ever (they get no gradient but the
 * first); they are drawn again.
 */
record FirstWeights(long units, int pieces, PieceLayout layout, int groups) implements Initializer {

    /** {@inheritDoc} */
    @Override
    public NDArray initialize(NDManager manager, Shape shape, DataType dataType) {
        double variance = 1 / (GaussianMaximum.of(pieces).secondMoment() * shape.slice(1).size());
        float deviation = (float) Math.sqrt(variance);
        NDArray weight = manager.randomNormal(0f, deviation, shape, dataType);
        separate(weight, deviation);
        return weight;
    }

    /** Draws again, in place, what equals an earlier piece of its unit. */
    void separate(NDArray weight, float deviation) {
        int fanIn = Math.toIntExact(weight.getShape().slice(1).size());
        double[] values = doubles(weight);
        for (long unit = 0; unit < units; unit++) {
            for (int piece = 1; piece < pieces; piece++) {
                while (equalsEarlier(values, fanIn, unit, piece)) {
                    redraw(weight, row(unit, piece), deviation, values, fanIn);
                }
            }
        }
    }

    private boolean equalsEarlier(double[] values, int fanIn, long unit, int piece) {
        int row = row(unit, piece) * fanIn;
        for (int earlier = 0; earlier < piece; earlier++) {
            int other = row(unit, earlier) * fanIn;
            if (Arrays.equals(values, row, row + fanIn, values, other, other + fanIn)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether an initializer gave the first two pieces of the first unit the same weights: one that
     * repeats itself, such as a constant, does so there too.
     */
    boolean repeatPieces(NDArray weight) {
        if (pieces == 1) {
            return false;
        }
        try (NDArray first = weight.get(new NDIndex(String.valueOf(row(0, 0))));
                NDArray second = weight.get(new NDIndex(String.valueOf(row(0, 1))))) {
            return first.contentEquals(second);
        }
    }

    private static void redraw(
            NDArray weight, int row, float deviation, double[] values, int fanIn) {
        Shape shape = weight.getShape().slice(1);
        try (NDArray fresh =
                weight.getManager().randomNormal(0f, deviation, shape, weight.getDataType())) {
            weight.set(new NDIndex(String.valueOf(row)), fresh);
            System.arraycopy(doubles(fresh), 0, values, row * fanIn, fanIn);
        }
    }

    private int row(long unit, int piece) {
        return Math.toIntExact(layout.index(unit, piece, units, pieces, groups));
    }

    private static double[] doubles(NDArray array) {
        if (array.getDataType() == DataType.FLOAT64) {
            return array.toDoubleArray();
        }
        float[] floats = array.toFloatArray();
        double[] doubles = new double[floats.length];
        Arrays.setAll(doubles, i -> floats[i]);
        return doubles;
    }
}
