// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

/**
 * Where two outputs are equal and none is larger; for one output, where it is zero.
 *
 * <p>Outputs that are equal on the whole of a region have no boundary there.
 */
final class DecisionBoundary {

    private final PieceComparison comparison;
    private final double shortest;
    private final DoubleList ends = new DoubleList();
    private double length;

    DecisionBoundary(double reach, double shortest) {
        comparison = new PieceComparison(reach, shortest);
        this.shortest = shortest;
    }

    /** Adds what lies in a region. */
    void add(Cell cell, double[] outputs) {
        int classes = outputs.length / 3;
        double[] scores = outputs;
        if (classes == 1) {
            classes = 2;
            scores = new double[] {outputs[0], 0, outputs[1], 0, outputs[2], 0};
        }
        if (comparison.winner(scores, classes, cell) >= 0) {
            return;
        }
        for (int i = 0; i < classes; i++) {
            for (int j = i + 1; j < classes; j++) {
                add(cell, i, j, classes);
            }
        }
    }

    private void add(Cell cell, int i, int j, int classes) {
        double[] line = line(cell, comparison.ahead(i, j, cell));
        if (line.length == 0) {
            return;
        }
        double from = 0;
        double to = 1;
        for (int k = 0; k < classes && from < to; k++) {
            if (k == i || k == j) {
                continue;
            }
            double start = comparison.ahead(i, k, line[0], line[1]);
            double end = comparison.ahead(i, k, line[2], line[3]);
            if (start < 0 && end < 0) {
                return;
            }
            double at = start / (start - end);
            from = start < 0 ? Math.max(from, at) : from;
            to = end < 0 ? Math.min(to, at) : to;
        }
        double du = line[2] - line[0];
        double dv = line[3] - line[1];
        double size = (to - from) * Math.hypot(du, dv);
        if (size > shortest) {
            ends.add(line[0] + from * du);
            ends.add(line[1] + from * dv);
            ends.add(line[0] + to * du);
            ends.add(line[1] + to * dv);
            length += size;
        }
    }

    /** The two ends of the line on which a difference is zero; none if it does not cross. */
    private double[] line(Cell cell, double[] ahead) {
        double zero = comparison.zero();
        double[] line = new double[4];
        int found = 0;
        boolean above = false;
        boolean below = false;
        for (int c = 0; c < ahead.length; c++) {
            int next = c + 1 == ahead.length ? 0 : c + 1;
            above |= ahead[c] > zero;
            below |= ahead[c] < -zero;
            double share;
            if (Math.abs(ahead[c]) <= zero) {
                share = 0;
            } else if (ahead[c] * ahead[next] < 0 && Math.abs(ahead[next]) > zero) {
                share = ahead[c] / (ahead[c] - ahead[next]);
            } else {
                continue;
            }
            // A third crossing is a second corner at the same place.
            int at = found < 2 ? 2 * found++ : 2;
            for (int axis = 0; axis < 2; axis++) {
                line[at + axis] =
                        cell.corner(c, axis)
                                + share * (cell.corner(next, axis) - cell.corner(c, axis));
            }
        }
        return found == 2 && above && below ? line : new double[0];
    }

    /** The number of pieces. */
    int pieces() {
        return (int) (ends.size() / 4);
    }

    /** The length of all of them. */
    double length() {
        return length;
    }

    /** A coordinate of an end of a piece: 0 and 1 of its first, 2 and 3 of its second. */
    double end(int piece, int coordinate) {
        return ends.get(4L * piece + coordinate);
    }
}
