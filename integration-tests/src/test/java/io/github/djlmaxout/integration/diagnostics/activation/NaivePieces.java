package io.github.djlmaxout.integration.diagnostics.activation;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.integration.diagnostics.probe.OpenNetwork;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is measured of pieces, in plain loops: {@code z[sample][unit][position][piece]}. */
final class NaivePieces {

    private final double[][][][] z;
    private final int pieces;
    private final int units;

    NaivePieces(PreActivations pre) {
        double[] values = OpenNetwork.values(pre.values());
        Shape shape = pre.values().getShape();
        int axis = pre.axis() < 0 ? pre.axis() + shape.dimension() : pre.axis();
        pieces = pre.pieces();
        units = (int) shape.get(axis) / pieces;
        int before = 1;
        for (int a = 0; a < axis; a++) {
            before *= (int) shape.get(a);
        }
        int positions = values.length / before / units / pieces;
        z = new double[before][units][positions][pieces];
        for (int s = 0; s < before; s++) {
            for (int u = 0; u < units; u++) {
                for (int p = 0; p < positions; p++) {
                    for (int k = 0; k < pieces; k++) {
                        int channel = (int) pre.layout().index(u, k, units, pieces, pre.groups());
                        z[s][u][p][k] = values[(s * units * pieces + channel) * positions + p];
                    }
                }
            }
        }
    }

    private static int winner(double... values) {
        for (int k = 0; k < values.length; k++) {
            if (values[k] == Arrays.stream(values).max().orElseThrow()) {
                return k;
            }
        }
        throw new IllegalArgumentException("no winner among " + Arrays.toString(values));
    }

    private double[][] share() {
        double[][] share = new double[units][pieces];
        for (double[][][] sample : z) {
            for (int u = 0; u < units; u++) {
                for (double[] place : sample[u]) {
                    share[u][winner(place)] += 1.0 / (z.length * sample[u].length);
                }
            }
        }
        return share;
    }

    double use(int piece) {
        return Arrays.stream(share()).mapToDouble(of -> of[piece]).average().orElseThrow();
    }

    double entropy() {
        return Arrays.stream(share())
                .mapToDouble(
                        of ->
                                -Arrays.stream(of)
                                                .filter(p -> p > 0)
                                                .map(p -> p * Math.log(p))
                                                .sum()
                                        / Math.log(pieces))
                .average()
                .orElseThrow();
    }

    double dead() {
        return Arrays.stream(share()).flatMapToDouble(Arrays::stream).filter(p -> p == 0).count();
    }

    double deadShare() {
        return dead() / units / pieces;
    }

    private List<double[]> places() {
        List<double[]> places = new ArrayList<>();
        for (double[][][] sample : z) {
            for (double[][] unit : sample) {
                places.addAll(Arrays.asList(unit));
            }
        }
        return places;
    }

    double ties() {
        return places().stream()
                .mapToDouble(
                        place -> {
                            double top = place[winner(place)];
                            return Arrays.stream(place).filter(x -> x == top).count() > 1 ? 1 : 0;
                        })
                .average()
                .orElseThrow();
    }

    double margin() {
        return places().stream()
                .mapToDouble(
                        place -> {
                            double[] sorted = place.clone();
                            Arrays.sort(sorted);
                            return sorted[pieces - 1] - sorted[pieces - 2];
                        })
                .average()
                .orElseThrow();
    }

    /** For so few places that all of them tell the median. */
    double lag() {
        double largest = 0;
        List<Double> losing = new ArrayList<>();
        for (int u = 0; u < units; u++) {
            for (int k = 0; k < pieces; k++) {
                double nearest = Double.POSITIVE_INFINITY;
                for (double[][][] sample : z) {
                    for (double[] place : sample[u]) {
                        double distance = place[winner(place)] - place[k];
                        nearest = Math.min(nearest, distance);
                        if (distance > 0) {
                            losing.add(distance);
                        }
                    }
                }
                largest = Math.max(largest, nearest);
            }
        }
        losing.sort(null);
        return largest / losing.get(losing.size() / 2);
    }

    /** The share of places whose winner is another than elsewhere. */
    double churn(NaivePieces other) {
        List<double[]> mine = places();
        List<double[]> theirs = other.places();
        int changed = 0;
        for (int i = 0; i < mine.size(); i++) {
            changed += winner(mine.get(i)) == winner(theirs.get(i)) ? 0 : 1;
        }
        return (double) changed / mine.size();
    }
}
