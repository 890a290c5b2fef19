// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.activation;

import ai.djl.ndarray.types.Shape;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.SingularOps_DDRM;

import java.util.Arrays;
import java.util.Random;

/** The twin in plain Java of what is measured of activations, on numbers that float32 holds. */
final class NaiveActivations {

    private final double[] values;
    private final Shape shape;
    private final int unitAxis;

    NaiveActivations(double[] values, Shape shape, int unitAxis) {
        this.values = values;
        this.shape = shape;
        this.unitAxis = unitAxis;
    }

    double[] values() {
        return values.clone();
    }

    Shape shape() {
        return shape;
    }

    int unitAxis() {
        return unitAxis;
    }

    static NaiveActivations random(Random random, Shape shape, int unitAxis) {
        double[] values = new double[(int) shape.size()];
        Arrays.setAll(values, i -> (float) Math.max(random.nextGaussian(), -0.5) + 0.5f);
        return new NaiveActivations(values, shape, unitAxis);
    }

    static NaiveActivations filled(double value, Shape shape) {
        double[] values = new double[(int) shape.size()];
        Arrays.fill(values, value);
        return new NaiveActivations(values, shape, 1);
    }

    NaiveActivations with(int place, double value) {
        double[] changed = values.clone();
        changed[place] = value;
        return new NaiveActivations(changed, shape, unitAxis);
    }

    int samples() {
        return (int) shape.get(0);
    }

    double[] sample(int i) {
        int size = values.length / samples();
        return Arrays.copyOfRange(values, i * size, (i + 1) * size);
    }

    double mean() {
        return Arrays.stream(values).sum() / values.length;
    }

    double secondMoment() {
        return Arrays.stream(values).map(v -> v * v).sum() / values.length;
    }

    double deviation() {
        double mean = mean();
        return Math.sqrt(
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length);
    }

    double effectiveRank() {
        double[] singular =
                SingularOps_DDRM.singularValues(
                        new DMatrixRMaj(
                                samples(), values.length / samples(), true, values.clone()));
        double sum = Arrays.stream(singular).sum();
        return Math.exp(
                -Arrays.stream(singular)
                        .map(s -> s / sum)
                        .filter(q -> q > 1e-12)
                        .map(q -> q * Math.log(q))
                        .sum());
    }

    double cosine() {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < samples(); i++) {
            for (int j = i + 1; j < samples(); j++) {
                double norms = Math.sqrt(dot(sample(i), sample(i)) * dot(sample(j), sample(j)));
                if (norms != 0) {
                    sum += dot(sample(i), sample(j)) / norms;
                    pairs++;
                }
            }
        }
        return sum / pairs;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    double zeros() {
        return (double) Arrays.stream(values).filter(v -> v == 0).count() / values.length;
    }

    /** By the index of each value along the axis of the units. */
    double deadUnits() {
        int units = (int) shape.get(unitAxis);
        boolean[] alive = new boolean[units];
        for (int i = 0; i < values.length; i++) {
            int[] index = new int[shape.dimension()];
            int rest = i;
            for (int axis = index.length - 1; axis >= 0; axis--) {
                index[axis] = rest % (int) shape.get(axis);
                rest /= (int) shape.get(axis);
            }
            alive[index[unitAxis]] |= values[i] != 0;
        }
        int dead = 0;
        for (boolean one : alive) {
            dead += one ? 0 : 1;
        }
        return dead;
    }
}
