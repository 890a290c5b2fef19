package io.github.djlmaxout.diagnostics.activation;

/** How often each piece of each unit is active, how often pieces tie, and by how much they win. */
final class PieceCounts {

    private final int pieces;
    private final long places;
    private final int units;
    private final long[][] counts;
    private final double tieRate;
    private final double meanMargin;

    private PieceCounts(
            int pieces, long places, long[][] counts, double tieRate, double meanMargin) {
        this.pieces = pieces;
        this.places = places;
        this.units = counts.length;
        this.counts = counts;
        this.tieRate = tieRate;
        this.meanMargin = meanMargin;
    }

    static PieceCounts of(PieceTable table, int... winners) {
        long[][] counts = new long[table.units()][table.pieces()];
        long ties = 0;
        long margins = 0;
        double marginSum = 0;
        for (int place = 0; place < winners.length; place++) {
            int winner = winners[place];
            counts[table.unitOf(place)][winner]++;
            double top = table.value(place, winner);
            double second = Double.NEGATIVE_INFINITY;
            boolean tied = false;
            for (int piece = 0; piece < table.pieces(); piece++) {
                if (piece != winner) {
                    double other = table.value(place, piece);
                    tied |= other == top;
                    second = Math.max(second, other);
                }
            }
            ties += tied ? 1 : 0;
            double margin = top - second;
            if (Double.isFinite(margin)) {
                margins++;
                marginSum += margin;
            }
        }
        return new PieceCounts(
                table.pieces(),
                winners.length,
                counts,
                (double) ties / winners.length,
                marginSum / margins);
    }

    double tieRate() {
        return tieRate;
    }

    double meanMargin() {
        return meanMargin;
    }

    double use(int piece) {
        long sum = 0;
        for (long[] ofUnit : counts) {
            sum += ofUnit[piece];
        }
        return (double) sum / places;
    }

    double dead() {
        double dead = 0;
        for (long[] ofUnit : counts) {
            for (long count : ofUnit) {
                dead += count == 0 ? 1 : 0;
            }
        }
        return dead;
    }

    double meanEntropy() {
        if (pieces == 1) {
            return 0;
        }
        double sum = 0;
        double ofEach = (double) places / units;
        for (long[] ofUnit : counts) {
            for (long count : ofUnit) {
                double p = count / ofEach;
                sum -= count == 0 ? 0 : p * Math.log(p);
            }
        }
        return sum / units / Math.log(pieces);
    }
}
