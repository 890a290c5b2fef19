// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.nn.PieceStacking;

import java.util.stream.IntStream;

/**
 * The units of one layer, as a law draws them from a stream. Weights and biases are drawn apart,
 * each from the start, and belong together all the same.
 *
 * @param law the law
 * @param stream the layer's stream
 * @param weight the layer's weight
 * @param deviation the standard deviation of a weight where the law leaves it open
 */
record UnitDraw(UnitLaw law, DrawStream stream, StackedWeight weight, double deviation) {

    /** One value or more goes to a row of the stacked pieces. */
    private interface RowSink {
        void accept(int unit, int piece, UnitLaw.Unit values);
    }

    static UnitDraw of(
            UnitLaw law,
            PieceStacking stacking,
            Spread spread,
            DrawStream stream,
            Shape shape,
            DataType type) {
        StackedWeight weight = StackedWeight.of(stacking, shape, type);
        return new UnitDraw(law, stream, weight, spread.deviation(weight.fanIn(), type));
    }

    void drawWeights(WeightBuffer buffer) {
        forEachRow(
                (unit, piece, values) ->
                        weight.putRow(buffer, unit, piece, values.weights()[piece]));
    }

    void drawBiases(WeightBuffer buffer) {
        forEachRow(
                (unit, piece, values) ->
                        buffer.put(weight.row(unit, piece), values.biases(), piece, 1));
    }

    int rows() {
        return weight.units() * weight.pieces();
    }

    private void forEachRow(RowSink sink) {
        IntStream.range(0, weight.units())
                .parallel()
                .forEach(
                        unit -> {
                            int pieces = weight.pieces();
                            UnitLaw.Unit values =
                                    law.draw(stream, unit, pieces, weight.fanIn(), deviation);
                            for (int piece = 0; piece < pieces; piece++) {
                                sink.accept(unit, piece, values);
                            }
                        });
    }
}
