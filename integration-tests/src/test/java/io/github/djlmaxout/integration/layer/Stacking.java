// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import ai.djl.ndarray.types.Shape;

/** Takes the parameters of a layer apart into its pieces, and puts pieces together. */
record Stacking(LayerCase layer) {

    /** The pieces as rows of the weight or bias, or along the axis of the bare maximum. */
    private NaiveMaximum rows(double[] part) {
        NaiveMaximum maximum = layer.naive().maximum();
        long rows = layer.naive().affine().channels();
        return new NaiveMaximum(
                new Shape(rows, part.length / rows),
                maximum.pieces(),
                0,
                maximum.layout(),
                maximum.groups());
    }

    /** One piece of every unit, at the same input. */
    Point piece(Point at, int k) {
        return layer.hasParameters()
                ? new Point(
                        at.input(),
                        rows(at.weight()).piece(at.weight(), k),
                        rows(at.bias()).piece(at.bias(), k))
                : new Point(layer.naive().maximum().piece(at.input(), k), at.weight(), at.bias());
    }

    /** The inverse: all units have these pieces, at the input of the last. */
    Point stack(Point... pieces) {
        Point last = pieces[pieces.length - 1];
        double[][] inputs = new double[pieces.length][];
        double[][] weights = new double[pieces.length][];
        double[][] biases = new double[pieces.length][];
        for (int k = 0; k < pieces.length; k++) {
            inputs[k] = pieces[k].input();
            weights[k] = pieces[k].weight();
            biases[k] = pieces[k].bias();
        }
        if (!layer.hasParameters()) {
            return new Point(layer.naive().maximum().stack(inputs), last.weight(), last.bias());
        }
        double[] weight = new double[pieces.length * last.weight().length];
        double[] bias = new double[pieces.length * last.bias().length];
        return new Point(last.input(), rows(weight).stack(weights), rows(bias).stack(biases));
    }

    /** Every unit with its pieces in another order: the last comes first. */
    Point rotated(Point at) {
        Point[] pieces = new Point[layer.pieces()];
        for (int k = 0; k < pieces.length; k++) {
            pieces[(k + 1) % pieces.length] = piece(at, k);
        }
        return stack(pieces);
    }
}
