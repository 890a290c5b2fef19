// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import io.github.djlmaxout.diagnostics.region.internal.Instruction;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells which pieces of a unit are active on a cell.
 *
 * <p>Affine functions are compared at the corners. Differences below {@link #ROUNDING} of what the
 * functions are summed from are ties, and ties go to the first piece, as in the layers.
 */
final class PieceComparison {

    /** Some hundred times what double precision leaves of a sum. */
    private static final double ROUNDING = 1e-13;

    private final double reach;
    private final double width;
    private double[] values = new double[64];
    private int[] sources = new int[16];
    private double[] signal = {};
    private int count;
    private int pieces;
    private int corners;
    private double zero;

    /**
     * Creates a comparison.
     *
     * @param reach the largest coordinate of the slice
     * @param width parts thinner than this cannot be told from rounding
     */
    PieceComparison(double reach, double width) {
        this.reach = reach;
        this.width = width;
    }

    /** A part of a cell, and the piece that is active there. */
    record Share(int piece, Cell cell) {}

    /** Returns the piece of a unit that is active everywhere on a cell, or -1. */
    int winner(Instruction.Activation layer, int unit, double[] in, Cell cell) {
        int clear = clearWinner(layer, unit, in, cell);
        if (clear >= 0) {
            return clear;
        }
        begin(layer.pieces(unit), in, layer.inputs(), cell);
        for (int piece = 0; piece < pieces; piece++) {
            fill(piece, layer.source(unit, piece), cell);
        }
        return winner();
    }

    /** The same among values themselves, such as the outputs for each class. */
    int winner(double[] in, int candidates, Cell cell) {
        begin(candidates, in, candidates, cell);
        for (int piece = 0; piece < pieces; piece++) {
            fill(piece, piece, cell);
        }
        return winner();
    }

    /**
     * Looks at the box around a cell first: most pieces win by far. The largest in its middle wins
     * if no other can catch up on the way to its border.
     */
    private static int clearWinner(Instruction.Activation layer, int unit, double[] in, Cell cell) {
        int count = layer.inputs();
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int piece = 0; piece < layer.pieces(unit); piece++) {
            double value = inTheMiddle(layer.source(unit, piece), in, count, cell);
            if (value > most) {
                most = value;
                best = piece;
            }
        }
        int winner = layer.source(unit, best);
        for (int piece = 0; piece < layer.pieces(unit); piece++) {
            if (piece == best) {
                continue;
            }
            int source = layer.source(unit, piece);
            double change = 0;
            for (int axis = 0; axis < cell.axes(); axis++) {
                double slope = winner < 0 ? 0 : in[axis * count + winner];
                double other = source < 0 ? 0 : in[axis * count + source];
                change += Math.abs(slope - other) * cell.boxReach(axis);
            }
            // Also false for NaN; equal functions are left to the exact comparison.
            if (!(most - inTheMiddle(source, in, count, cell) > change)) {
                return -1;
            }
        }
        return best;
    }

    private static double inTheMiddle(int source, double[] in, int count, Cell cell) {
        if (source < 0) {
            return 0;
        }
        double value = in[cell.axes() * count + source];
        for (int axis = 0; axis < cell.axes(); axis++) {
            value += in[axis * count + source] * cell.boxMiddle(axis);
        }
        return value;
    }

    private void begin(int candidates, double[] in, int length, Cell cell) {
        signal = in;
        count = length;
        pieces = candidates;
        corners = cell.size();
        zero = 0;
        if (values.length < pieces * corners) {
            values = new double[2 * pieces * corners];
        }
        if (sources.length < pieces) {
            sources = new int[2 * pieces];
        }
    }

    private void fill(int piece, int source, Cell cell) {
        sources[piece] = source;
        double size = Math.abs(coefficient(source, cell.axes()));
        for (int axis = 0; axis < cell.axes(); axis++) {
            size += reach * Math.abs(coefficient(source, axis));
        }
        zero = Math.max(zero, ROUNDING * size);
        for (int c = 0; c < corners; c++) {
            values[piece * corners + c] = source < 0 ? 0 : cell.value(signal, count, source, c);
        }
    }

    private double coefficient(int source, int plane) {
        return source < 0 ? 0 : signal[plane * count + source];
    }

    private int winner() {
        // The only candidates that are worth a look: the best at the first corner and its equals.
        double best = values[0];
        for (int piece = 1; piece < pieces; piece++) {
            best = Math.max(best, values[piece * corners]);
        }
        for (int piece = 0; piece < pieces; piece++) {
            if (values[piece * corners] >= best - zero && winsEverywhere(piece)) {
                return piece;
            }
        }
        return -1;
    }

    private boolean winsEverywhere(int piece) {
        for (int c = 1; c < corners; c++) {
            double least = values[piece * corners + c] + zero;
            for (int other = 0; other < pieces; other++) {
                if (values[other * corners + c] > least) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Cuts a cell at the changes of the active piece; {@link #winner} must have been asked about it
     * just before.
     *
     * @return the parts, each wider than rounding; the whole cell where that leaves one part or
     *     none, so that nothing is lost
     */
    List<Share> shares(Cell cell) {
        List<Share> shares = new ArrayList<>();
        for (int piece = 0; piece < pieces; piece++) {
            Cell part = share(piece, cell);
            if (part != null && !part.isThinnerThan(width)) {
                shares.add(new Share(piece, part));
            }
        }
        if (shares.size() > 1) {
            return shares;
        }
        int piece = shares.isEmpty() ? largestInTheMiddle() : shares.get(0).piece();
        return List.of(new Share(piece, cell));
    }

    private int largestInTheMiddle() {
        int largest = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int piece = 0; piece < pieces; piece++) {
            double sum = 0;
            for (int c = 0; c < corners; c++) {
                sum += values[piece * corners + c];
            }
            if (sum > most) {
                most = sum;
                largest = piece;
            }
        }
        return largest;
    }

    private Cell share(int piece, Cell cell) {
        for (int other = 0; other < pieces; other++) {
            if (other != piece && isNowhereAbove(piece, other)) {
                return null;
            }
        }
        Cell part = cell;
        for (int other = 0; other < pieces && part != null; other++) {
            if (other != piece) {
                part = part.where(ahead(piece, other, part), zero);
            }
        }
        return part;
    }

    /** Whether a piece has no part because another is above it, or the same and before it. */
    private boolean isNowhereAbove(int piece, int other) {
        boolean tied = true;
        for (int c = 0; c < corners; c++) {
            double ahead = values[piece * corners + c] - values[other * corners + c];
            if (ahead > zero) {
                return false;
            }
            tied &= ahead >= -zero;
        }
        return !tied || other < piece;
    }

    /** How far a piece is above another at each corner; the exact negative of the converse. */
    double[] ahead(int piece, int other, Cell part) {
        double[] ahead = new double[part.size()];
        for (int plane = 0; plane <= part.axes(); plane++) {
            double slope = coefficient(sources[piece], plane) - coefficient(sources[other], plane);
            for (int c = 0; c < ahead.length; c++) {
                ahead[c] += plane == part.axes() ? slope : slope * part.corner(c, plane);
            }
        }
        return ahead;
    }

    /** How far a piece is above another at a point of a plane. */
    double ahead(int piece, int other, double u, double v) {
        return (coefficient(sources[piece], 0) - coefficient(sources[other], 0)) * u
                + (coefficient(sources[piece], 1) - coefficient(sources[other], 1)) * v
                + (coefficient(sources[piece], 2) - coefficient(sources[other], 2));
    }

    /** How large a difference is still taken for a tie. */
    double zero() {
        return zero;
    }
}
