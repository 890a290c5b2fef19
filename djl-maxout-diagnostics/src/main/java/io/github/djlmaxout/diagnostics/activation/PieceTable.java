package io.github.djlmaxout.diagnostics.activation;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.Entries;
import io.github.djlmaxout.diagnostics.PreActivations;

import java.util.Arrays;

/**
 * The pre-activations of maxout units on the JVM, as {@code samples x units x positions} places,
 * each with a value of every piece.
 */
final class PieceTable {

    /** About so many places tell the median distance of pieces that lose. */
    private static final int SAMPLED_PLACES = 1000;

    /** The pieces of the first place, then those of the second. */
    private final double[] values;

    private final int pieces;
    private final int units;
    private final int rest;

    /** Told once: two divisions for each place would take as long as all else. */
    private final int[] unitOf;

    private PieceTable(double[] values, int pieces, int units, int rest) {
        this.values = values;
        this.pieces = pieces;
        this.units = units;
        this.rest = rest;
        unitOf = new int[values.length / pieces];
        int place = 0;
        while (place < unitOf.length) {
            for (int unit = 0; unit < units; unit++) {
                Arrays.fill(unitOf, place, place + rest, unit);
                place += rest;
            }
        }
    }

    /** Of the first samples that hold not more than so many places, but of at least one. */
    static PieceTable of(PreActivations z, int mostPlaces) {
        Shape shape = z.values().getShape();
        int axis = Math.floorMod(z.axis(), shape.dimension());
        int pieces = z.pieces();
        int units = Math.toIntExact(shape.get(axis) / pieces);
        int rest = Math.toIntExact(shape.slice(axis + 1).size());
        int rows = rows(shape, axis, mostPlaces / Math.max(1, (long) units * rest));
        int width = units * pieces * rest;
        double[] raw = Entries.first(z.values(), rows * width);
        double[] values = new double[raw.length];
        for (int unit = 0; unit < units; unit++) {
            for (int piece = 0; piece < pieces; piece++) {
                int channel = (int) z.layout().index(unit, piece, units, pieces, z.groups());
                for (int row = 0; row < rows; row++) {
                    int from = row * width + channel * rest;
                    int to = (row * units + unit) * rest * pieces + piece;
                    for (int position = 0; position < rest; position++) {
                        values[to + position * pieces] = raw[from + position];
                    }
                }
            }
        }
        return new PieceTable(values, pieces, units, rest);
    }

    /** The rows before the stacked axis, of whole samples; a first axis that is stacked is one. */
    private static int rows(Shape shape, int axis, long mostRows) {
        if (axis == 0) {
            return 1;
        }
        long rowsOfSample = shape.slice(1, axis).size();
        long kept = Math.max(1, mostRows / Math.max(1, rowsOfSample));
        return Math.toIntExact(Math.min(shape.get(0), kept) * rowsOfSample);
    }

    int places() {
        return unitOf.length;
    }

    int pieces() {
        return pieces;
    }

    int units() {
        return units;
    }

    int unitOf(int place) {
        return unitOf[place];
    }

    /** The value of a piece at a place; places are in the order of the outputs. */
    double value(int place, int piece) {
        return values[place * pieces + piece];
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
     * that lose. Distances that are NaN are left out.
     *
     * @return NaN if no piece loses by a finite distance above 0
     */
    double largestLag(int... winners) {
        double[] nearest = new double[units * pieces];
        Arrays.fill(nearest, Double.NaN);
        int stride = stride(winners.length);
        double[] losing = new double[(winners.length / stride + 1) * pieces];
        int count = 0;
        for (int place = 0; place < winners.length; place++) {
            double top = value(place, winners[place]);
            int first = unitOf(place) * pieces;
            boolean sampled = place % stride == 0;
            for (int piece = 0; piece < pieces; piece++) {
                double other = value(place, piece);
                boolean equal = piece == winners[place] || other == top;
                double distance = equal ? 0 : top - other;
                if (!(distance >= nearest[first + piece]) && !Double.isNaN(distance)) {
                    nearest[first + piece] = distance;
                }
                if (sampled && distance > 0 && distance < Double.POSITIVE_INFINITY) {
                    losing[count++] = distance;
                }
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        double median = select(losing, count, count / 2);
        double largest = 0;
        for (double distance : nearest) {
            largest = distance > largest ? distance : largest;
        }
        return largest / median;
    }

    /** The value that sorting would bring to an index, by Hoare's method: sorting takes longer. */
    private static double select(double[] values, int count, int index) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            double pivot = values[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double other = values[i];
                    values[i++] = values[j];
                    values[j--] = other;
                }
            }
            if (index <= j) {
                high = j;
            } else if (index >= i) {
                low = i;
            } else {
                return values[index];
            }
        }
        return values[index];
    }

    /** Prime to the places of a sample, so that all units and positions have their turn. */
    private int stride(int places) {
        int stride = Math.max(1, places / SAMPLED_PLACES);
        while (gcd(stride, units * rest) != 1) {
            stride++;
        }
        return stride;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
