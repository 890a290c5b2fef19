// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Weights of orthogonal matrices, uniform among them and scaled to a standard deviation of the
 * weights: a matrix of {@code rows} orthonormal rows of {@code columns} values has the deviation
 * {@code 1 / sqrt(columns)}, one of orthonormal columns {@code 1 / sqrt(rows)}. Each group of a
 * grouped convolution reads inputs of its own and has a matrix of its own.
 */
enum OrthogonalLaw implements WeightLaw {
    /** An independent matrix for each piece. */
    PER_PIECE {
        @Override
        public void draw(
                DrawStream stream, StackedWeight weight, double deviation, WeightBuffer buffer) {
            requireSeveral(weight, weight.fanIn());
            forEachMatrix(
                    stream,
                    weight,
                    weight.fanIn(),
                    (unit, piece, matrix, row) ->
                            weight.putRow(buffer, unit, piece, scaledRow(matrix, row, deviation)));
        }
    },

    /** One matrix for all pieces together. */
    JOINT {
        @Override
        public void draw(
                DrawStream stream, StackedWeight weight, double deviation, WeightBuffer buffer) {
            int perGroup = weight.unitsPerGroup();
            int rows = perGroup * weight.pieces();
            requireSeveral(weight, weight.fanIn());
            IntStream.range(0, weight.groups())
                    .parallel()
                    .forEach(
                            group -> {
                                List<DrawStream> streams =
                                        IntStream.range(0, weight.pieces())
                                                .mapToObj(k -> stream.child(k).child(group))
                                                .toList();
                                HaarMatrix matrix = HaarMatrix.draw(rows, weight.fanIn(), streams);
                                for (int row = 0; row < rows; row++) {
                                    weight.putRow(
                                            buffer,
                                            group * perGroup + row % perGroup,
                                            row / perGroup,
                                            scaledRow(matrix, row, deviation));
                                }
                            });
        }
    },

    /** An independent matrix for each piece at the kernel's centre, zeros elsewhere. */
    DELTA {
        @Override
        public void draw(
                DrawStream stream, StackedWeight weight, double deviation, WeightBuffer buffer) {
            requireSeveral(weight, weight.channels());
            int positions = (int) weight.kernel().size();
            int centre = centre(weight.kernel().getShape());
            // The squares that the other positions would have had are all at the centre.
            double atCentre = deviation * Math.sqrt(positions);
            forEachMatrix(
                    stream,
                    weight,
                    weight.channels(),
                    (unit, piece, matrix, row) -> {
                        double[] values = new double[weight.fanIn()];
                        double[] channels = scaledRow(matrix, row, atCentre);
                        for (int channel = 0; channel < channels.length; channel++) {
                            values[channel * positions + centre] = channels[channel];
                        }
                        weight.putRow(buffer, unit, piece, values);
                    });
        }
    };

    /** Where a row of a piece's matrix belongs. */
    private interface RowSink {
        void accept(int unit, int piece, HaarMatrix matrix, int row);
    }

    private static void forEachMatrix(
            DrawStream stream, StackedWeight weight, int columns, RowSink sink) {
        int perGroup = weight.unitsPerGroup();
        IntStream.range(0, weight.pieces() * weight.groups())
                .parallel()
                .forEach(
                        task -> {
                            int piece = task / weight.groups();
                            int group = task % weight.groups();
                            HaarMatrix matrix =
                                    HaarMatrix.draw(
                                            perGroup,
                                            columns,
                                            List.of(stream.child(piece).child(group)));
                            for (int row = 0; row < perGroup; row++) {
                                sink.accept(group * perGroup + row, piece, matrix, row);
                            }
                        });
    }

    private static double[] scaledRow(HaarMatrix matrix, int row, double deviation) {
        double scale = deviation * matrix.unitDeviation();
        double[] values = new double[matrix.columns()];
        for (int column = 0; column < values.length; column++) {
            values[column] = scale * matrix.get(row, column);
        }
        return values;
    }

    /**
     * The offset of the middle of a kernel; of the two middle positions of an even side, the first.
     */
    private static int centre(long[] kernel) {
        int offset = 0;
        for (long side : kernel) {
            offset = (int) (offset * side + (side - 1) / 2);
        }
        return offset;
    }

    /** One by one, an orthogonal matrix is 1 or -1, and pieces are equal half the time. */
    private static void requireSeveral(StackedWeight weight, int columns) {
        if (columns == 1 && weight.pieces() > 1) {
            throw new IllegalArgumentException(
                    "A row has 1 input, but orthogonal pieces need at least 2, or they may be equal:"
                            + " draw this weight from the normal law.");
        }
    }
}
