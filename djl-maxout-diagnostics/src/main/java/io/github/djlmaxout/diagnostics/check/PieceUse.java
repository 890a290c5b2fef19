package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.diagnostics.PreActivations;

/**
 * Which pieces of a maxout layer cannot win, or are equal to others, on a batch.
 *
 * <p>That a piece is never the largest on a batch says little: deep in a network all samples look
 * alike, and one piece of each unit wins at all of them. A piece counts as dead when it lies more
 * than {@link #FAR} standard deviations below the largest at every sample. With random weights two
 * pieces differ by a normal variable of {@code sqrt(2)} standard deviations, so that happens to 1
 * piece of 10^11. The standard deviation is that of what the input gives a piece: without the bias.
 *
 * @param pieces the number of pieces of all units
 * @param dead how many of them are dead
 * @param equal the share of maxima that several pieces attain whose weights are equal as far as the
 *     input shows: that are not merely their biases
 * @param silent the share of maxima that several pieces attain with nothing but their biases,
 *     because the input is zero
 */
record PieceUse(long pieces, long dead, double equal, double silent) {

    private static final double FAR = 10;

    /**
     * Looks at pre-activations.
     *
     * @param values the pre-activations, row by row
     * @param shape their shape
     * @param layout how pieces lie in them
     * @param biases the bias of each row of the weight, in the order of the stacked axis
     */
    static PieceUse of(double[] values, long[] shape, PreActivations layout, double[] biases) {
        Scan scan = new Scan(values, shape, layout, biases);
        scan.run();
        return scan.result();
    }

    /** One pass over pre-activations. */
    private static final class Scan {

        private final double[] values;
        private final double[] biases;
        private final int pieces;
        private final int units;
        private final int outer;
        private final int inner;
        private final int[][] rows;
        private final double[][] gaps;
        private double squares;
        private long terms;
        private long equal;
        private long silent;
        private long maxima;

        Scan(double[] values, long[] shape, PreActivations layout, double[] biases) {
            this.values = values;
            this.biases = biases;
            int axis = Math.floorMod(layout.axis(), shape.length);
            pieces = layout.pieces();
            units = Math.toIntExact(shape[axis] / pieces);
            long before = 1;
            long behind = 1;
            for (int i = 0; i < shape.length; i++) {
                before *= i < axis ? shape[i] : 1;
                behind *= i > axis ? shape[i] : 1;
            }
            outer = Math.toIntExact(before);
            inner = Math.toIntExact(behind);
            rows = new int[units][pieces];
            gaps = new double[units][pieces];
            for (int u = 0; u < units; u++) {
                for (int k = 0; k < pieces; k++) {
                    rows[u][k] = (int) layout.layout().index(u, k, units, pieces, layout.groups());
                    gaps[u][k] = Double.POSITIVE_INFINITY;
                }
            }
        }

        void run() {
            for (int o = 0; o < outer; o++) {
                for (int u = 0; u < units; u++) {
                    for (int i = 0; i < inner; i++) {
                        visit(o, u, i);
                    }
                }
            }
        }

        private double value(int o, int row, int i) {
            return values[(o * units * pieces + row) * inner + i];
        }

        private void visit(int o, int u, int i) {
            double largest = Double.NEGATIVE_INFINITY;
            int winner = 0;
            for (int k = 0; k < pieces; k++) {
                double z = value(o, rows[u][k], i);
                double own = z - biases[rows[u][k]];
                squares += own * own;
                terms++;
                if (z > largest || Double.isNaN(z)) {
                    largest = z;
                    winner = k;
                }
            }
            maxima++;
            boolean tied = false;
            for (int k = 0; k < pieces; k++) {
                double z = value(o, rows[u][k], i);
                gaps[u][k] = Math.min(gaps[u][k], largest - z);
                tied |= k != winner && z == largest;
            }
            if (tied) {
                boolean bare = largest == biases[rows[u][winner]];
                silent += bare ? 1 : 0;
                equal += bare ? 0 : 1;
            }
        }

        PieceUse result() {
            double limit = FAR * Math.sqrt(squares / terms);
            long dead = 0;
            for (double[] unit : gaps) {
                for (double gap : unit) {
                    dead += gap > limit && Double.isFinite(gap) ? 1 : 0;
                }
            }
            return new PieceUse(
                    (long) units * pieces, dead, (double) equal / maxima, (double) silent / maxima);
        }
    }
}
