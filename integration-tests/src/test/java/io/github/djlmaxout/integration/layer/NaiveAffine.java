// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import ai.djl.ndarray.types.Shape;

/**
 * The affine map under a layer in plain loops and {@code double}, given by the products it is made
 * of: each {@code z += x * w} names three flat indices, and forward and backward pass are sums over
 * all of them.
 */
interface NaiveAffine {

    /** Takes one product. */
    @FunctionalInterface
    interface Products {
        void accept(int x, int w, int z);
    }

    Shape input();

    Shape weight();

    Shape output();

    /** The axis of the output that the bias belongs to. */
    int channelAxis();

    void forEachProduct(Products products);

    default int channels() {
        return (int) output().get(channelAxis());
    }

    private int channel(int z) {
        int behind = (int) output().slice(channelAxis() + 1).size();
        return z / behind % channels();
    }

    default double[] forward(Point at) {
        double[] z = new double[(int) output().size()];
        forEachProduct((x, w, i) -> z[i] += at.input()[x] * at.weight()[w]);
        for (int i = 0; i < z.length && at.bias().length > 0; i++) {
            z[i] += at.bias()[channel(i)];
        }
        return z;
    }

    default Point backward(Point at, double[] dz) {
        double[] dx = new double[at.input().length];
        double[] dw = new double[at.weight().length];
        double[] db = new double[at.bias().length];
        forEachProduct(
                (x, w, i) -> {
                    dx[x] += at.weight()[w] * dz[i];
                    dw[w] += at.input()[x] * dz[i];
                });
        for (int i = 0; i < dz.length && db.length > 0; i++) {
            db[channel(i)] += dz[i];
        }
        return new Point(dx, dw, db);
    }

    /** {@code z = w x} over the last axis. */
    record Dense(Shape input, int outputs) implements NaiveAffine {

        private int in() {
            return (int) input.get(input.dimension() - 1);
        }

        @Override
        public Shape weight() {
            return new Shape(outputs, in());
        }

        @Override
        public Shape output() {
            return input.slice(0, input.dimension() - 1).add(outputs);
        }

        @Override
        public int channelAxis() {
            return input.dimension() - 1;
        }

        @Override
        public void forEachProduct(Products products) {
            for (int row = 0; row < input.size() / in(); row++) {
                for (int o = 0; o < outputs; o++) {
                    for (int i = 0; i < in(); i++) {
                        products.accept(row * in() + i, o * in() + i, row * outputs + o);
                    }
                }
            }
        }
    }

    /** {@code z = x}, with one weight that stays 1. */
    record Identity(Shape input, int channelAxis) implements NaiveAffine {

        @Override
        public Shape weight() {
            return new Shape(1);
        }

        @Override
        public Shape output() {
            return input;
        }

        @Override
        public void forEachProduct(Products products) {
            for (int i = 0; i < input.size(); i++) {
                products.accept(i, 0, i);
            }
        }
    }
}
