package io.github.djlmaxout.integration.diagnostics.activation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.integration.diagnostics.probe.OpenNetwork;

import java.util.Arrays;

/** What is measured of activations, in plain loops. */
final class NaiveActivations {

    private final double[] values;
    private final Shape shape;

    NaiveActivations(NDArray array) {
        values = OpenNetwork.values(array);
        shape = array.getShape();
    }

    double mean() {
        return Arrays.stream(values).filter(Double::isFinite).average().orElse(Double.NaN);
    }

    double secondMoment() {
        return Arrays.stream(values)
                .filter(Double::isFinite)
                .map(x -> x * x)
                .average()
                .orElse(Double.NaN);
    }

    double deviation() {
        double mean = mean();
        return Math.sqrt(
                Arrays.stream(values)
                        .filter(Double::isFinite)
                        .map(x -> (x - mean) * (x - mean))
                        .average()
                        .orElse(Double.NaN));
    }

    double zeros() {
        return (double) Arrays.stream(values).filter(x -> x == 0).count() / values.length;
    }

    double nonFinite() {
        return Arrays.stream(values).filter(x -> !Double.isFinite(x)).count();
    }

    double deadUnits() {
        int samples = (int) shape.get(0);
        int units = (int) shape.get(1);
        int positions = values.length / samples / units;
        int dead = 0;
        for (int u = 0; u < units; u++) {
            boolean alive = false;
            for (int s = 0; s < samples; s++) {
                for (int p = 0; p < positions; p++) {
                    alive |= values[(s * units + u) * positions + p] != 0;
                }
            }
            dead += alive ? 0 : 1;
        }
        return dead;
    }

    private double[][] gram() {
        int samples = (int) shape.get(0);
        int features = values.length / samples;
        double[][] gram = new double[samples][samples];
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < samples; j++) {
                for (int f = 0; f < features; f++) {
                    gram[i][j] += values[i * features + f] * values[j * features + f];
                }
            }
        }
        return gram;
    }

    double cosine() {
        double[][] gram = gram();
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < gram.length; i++) {
            for (int j = i + 1; j < gram.length; j++) {
                if (gram[i][i] > 0 && gram[j][j] > 0) {
                    sum += gram[i][j] / Math.sqrt(gram[i][i] * gram[j][j]);
                    pairs++;
                }
            }
        }
        return sum / pairs;
    }

    double effectiveRank() {
        double[] singular = Arrays.stream(eigenvalues(gram())).map(Math::sqrt).toArray();
        double sum = Arrays.stream(singular).sum();
        double entropy = 0;
        for (double s : singular) {
            double q = s / sum;
            entropy -= q > 0 ? q * Math.log(q) : 0;
        }
        return Math.exp(entropy);
    }

    /** Jacobi's method: rotates pairs of axes until all that is off the diagonal is gone. */
    private static double[] eigenvalues(double[][] a) {
        int n = a.length;
        for (int sweep = 0; sweep < 50; sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    if (a[p][q] != 0) {
                        rotate(a, p, q);
                    }
                }
            }
        }
        double[] eigenvalues = new double[n];
        for (int i = 0; i < n; i++) {
            eigenvalues[i] = Math.max(0, a[i][i]);
        }
        return eigenvalues;
    }

    private static void rotate(double[][] a, int p, int q) {
        double angle = Math.atan2(2 * a[p][q], a[q][q] - a[p][p]) / 2;
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        for (double[] row : a) {
            double x = row[p];
            double y = row[q];
            row[p] = c * x - s * y;
            row[q] = s * x + c * y;
        }
        for (int i = 0; i < a.length; i++) {
            double x = a[p][i];
            double y = a[q][i];
            a[p][i] = c * x - s * y;
            a[q][i] = s * x + c * y;
        }
    }
}
