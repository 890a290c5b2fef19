package io.github.djlmaxout.diagnostics.activation;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The pre-activations of maxout units on the JVM, as {@code samples x units x positions} places,
 * each with a value of every piece.
 */
final class PieceTable {

    private final IntToDoubleFunction values;
    private final int outer;
    private final int pieces;
    private final int units;
    private final int rest;
    private final int unitsOfGroup;
    private final PieceLayout layout;

    private PieceTable(
            IntToDoubleFunction values,
            int outer,
            int pieces,
            int units,
            int rest,
            int groups,
            PieceLayout layout) {
        this.values = values;
        this.outer = outer;
        this.pieces = pieces;
        this.units = units;
        this.rest = rest;
        this.unitsOfGroup = units / groups;
        this.layout = layout;
    }

    /** Of the first samples that hold not more than so many places, but of at least one. */
    static PieceTable of(PreActivations z, int mostPlaces) {
        Shape shape = z.values().getShape();
        int axis = Math.floorMod(z.axis(), shape.dimension());
        int pieces = z.pieces();
        int units = Math.toIntExact(shape.get(axis) / pieces);
        int rest = Math.toIntExact(shape.slice(axis + 1).size());
        int outer = Math.toIntExact(shape.slice(0, axis).size());
        int samples = Math.toIntExact(shape.get(0));
        long placesOfSample = Math.max(1, (long) outer / samples * units * rest);
        int kept = (int) Math.max(1, Math.min(samples, mostPlaces / placesOfSample));
        return new PieceTable(
                values(z), outer / samples * kept, pieces, units, rest, z.groups(), z.layout());
    }

    private static IntToDoubleFunction values(PreActivations z) {
        if (z.values().getDataType() == DataType.FLOAT64) {
            double[] doubles = z.values().toDoubleArray();
            return i -> doubles[i];
        }
        float[] floats = z.values().toFloatArray();
        return i -> floats[i];
    }

    int places() {
        return outer * units * rest;
    }

    int pieces() {
        return pieces;
    }

    int units() {
        return units;
    }

    int unitOf(int place) {
        return place / rest % units;
    }

    /** The value of a piece at a place; places are in the order of the outputs. */
    double value(int place, int piece) {
        int position = place % rest;
        int unit = place / rest % units;
        int row = place / rest / units * units * pieces;
        if (layout == PieceLayout.UNIT_MAJOR) {
            return values.applyAsDouble((row + unit * pieces + piece) * rest + position);
        }
        int group = unit / unitsOfGroup;
        int within = unit % unitsOfGroup;
        int channel = (group * pieces + piece) * unitsOfGroup + within;
        return values.applyAsDouble((row + channel) * rest + position);
    }

    /** The first of the largest pieces at each place; a NaN is larger than all. */
    int[] winners() {
        int[] winners = new int[places()];
        for (int place = 0; place < winners.length; place++) {
            double top = value(place, 0);
            for (int piece = 1; piece < pieces; piece++) {
                double next = value(place, piece);
                if (next > top || (Double.isNaN(next) && !Double.isNaN(top))) {
                    top = next;
                    winners[place] = piece;
                }
            }
        }
        return winners;
    }

    /**
     * How far the remotest piece stays behind: a piece's smallest distance to the winner over all
     * samples and positions, the largest over pieces and units, over the median distance of pieces
     * that lose.
     *
     * @return NaN if no piece loses by a finite distance above 0
     */
    double largestLag(int... winners) {
        double[] nearest = new double[units * pieces];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        int stride = Math.max(1, winners.length / 1000);
        double[] losing = new double[(winners.length / stride + 1) * pieces];
        int count = 0;
        for (int place = 0; place < winners.length; place++) {
            double top = value(place, winners[place]);
            int first = unitOf(place) * pieces;
            for (int piece = 0; piece < pieces; piece++) {
                double distance = piece == winners[place] ? 0 : top - value(place, piece);
                nearest[first + piece] = Math.min(nearest[first + piece], distance);
                if (distance > 0 && distance < Double.MAX_VALUE && place % stride == 0) {
                    losing[count++] = distance;
                }
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        Arrays.sort(losing, 0, count);
        double median = losing[count / 2];
        return Arrays.stream(nearest).max().orElse(Double.NaN) / median;
    }
}
