// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.activation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.nn.PieceLayout;
import io.github.djlmaxout.nn.PieceStacking;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What is measured of pieces in plain Java, on {@code [sample][unit][piece][position]}. */
final class NaivePieces {

    private final float[][][][] z;
    private final int groups;

    /** The number of units must be a multiple of the groups. */
    NaivePieces(float[][][][] z, int groups) {
        this.z = z;
        this.groups = groups;
    }

    float[][][][] values() {
        return z;
    }

    static NaivePieces random(Random random, int samples, int units, int pieces, int positions) {
        return random(random, samples, units, pieces, positions, 1);
    }

    static NaivePieces random(
            Random random, int samples, int units, int pieces, int positions, int groups) {
        float[][][][] z = new float[samples][units][pieces][positions];
        for (float[][][] sample : z) {
            for (float[][] unit : sample) {
                for (float[] piece : unit) {
                    for (int p = 0; p < positions; p++) {
                        // few values, so that there are ties
                        piece[p] = random.nextInt(7) / 2f;
                    }
                }
            }
        }
        return new NaivePieces(z, groups);
    }

    int samples() {
        return z.length;
    }

    int units() {
        return z[0].length;
    }

    int pieces() {
        return z[0][0].length;
    }

    int positions() {
        return z[0][0][0].length;
    }

    /** Group by group; in each all first pieces, then all second ones. */
    PreActivations stacked(NDManager manager) {
        int inGroup = units() / groups;
        float[] values = new float[samples() * units() * pieces() * positions()];
        int at = 0;
        for (int s = 0; s < samples(); s++) {
            for (int g = 0; g < groups; g++) {
                for (int k = 0; k < pieces(); k++) {
                    for (int u = 0; u < inGroup; u++) {
                        for (int p = 0; p < positions(); p++) {
                            values[at++] = z[s][g * inGroup + u][k][p];
                        }
                    }
                }
            }
        }
        Shape shape = new Shape(samples(), (long) units() * pieces(), positions(), 1);
        NDArray array = manager.create(values, shape);
        return new PreActivations(
                array, 1, new PieceStacking(pieces(), PieceLayout.PIECE_MAJOR, groups));
    }

    int winner(int s, int u, int p) {
        int winner = 0;
        for (int k = 1; k < pieces(); k++) {
            winner = z[s][u][k][p] > z[s][u][winner][p] ? k : winner;
        }
        return winner;
    }

    double all() {
        return (double) samples() * units() * positions();
    }

    int wins(int unit, int piece) {
        int wins = 0;
        for (int s = 0; s < samples(); s++) {
            for (int p = 0; p < positions(); p++) {
                wins += winner(s, unit, p) == piece ? 1 : 0;
            }
        }
        return wins;
    }

    double use(int piece) {
        double wins = 0;
        for (int u = 0; u < units(); u++) {
            wins += wins(u, piece);
        }
        return wins / all();
    }

    double entropy() {
        double sum = 0;
        for (int u = 0; u < units(); u++) {
            for (int k = 0; k < pieces(); k++) {
                double share = wins(u, k) / (double) (samples() * positions());
                sum -= share > 0 ? share * Math.log(share) / Math.log(pieces()) : 0;
            }
        }
        return sum / units();
    }

    double dead() {
        double dead = 0;
        for (int u = 0; u < units(); u++) {
            for (int k = 0; k < pieces(); k++) {
                dead += wins(u, k) == 0 ? 1 : 0;
            }
        }
        return dead;
    }

    double ties() {
        double ties = 0;
        for (int s = 0; s < samples(); s++) {
            for (int u = 0; u < units(); u++) {
                for (int p = 0; p < positions(); p++) {
                    ties += margin(s, u, p) == 0 ? 1 : 0;
                }
            }
        }
        return ties / all();
    }

    double margin(int s, int u, int p) {
        int winner = winner(s, u, p);
        double second = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < pieces(); k++) {
            second = k == winner ? second : Math.max(second, z[s][u][k][p]);
        }
        return z[s][u][winner][p] - second;
    }

    double meanMargin() {
        double sum = 0;
        for (int s = 0; s < samples(); s++) {
            for (int u = 0; u < units(); u++) {
                for (int p = 0; p < positions(); p++) {
                    sum += margin(s, u, p);
                }
            }
        }
        return sum / all();
    }

    double churn(NaivePieces before) {
        double changed = 0;
        for (int s = 0; s < samples(); s++) {
            for (int u = 0; u < units(); u++) {
                for (int p = 0; p < positions(); p++) {
                    changed += winner(s, u, p) == before.winner(s, u, p) ? 0 : 1;
                }
            }
        }
        return changed / all();
    }

    /**
     * The smallest distance of each piece to the winner, the largest of them, over the median
     * distance of pieces that lose; the upper one of two medians.
     */
    double lag() {
        List<Double> losing = new ArrayList<>();
        double remotest = 0;
        for (int u = 0; u < units(); u++) {
            for (int k = 0; k < pieces(); k++) {
                double nearest = Double.POSITIVE_INFINITY;
                for (int s = 0; s < samples(); s++) {
                    for (int p = 0; p < positions(); p++) {
                        double distance = (double) z[s][u][winner(s, u, p)][p] - z[s][u][k][p];
                        nearest = Math.min(nearest, distance);
                        if (distance > 0) {
                            losing.add(distance);
                        }
                    }
                }
                remotest = Math.max(remotest, nearest);
            }
        }
        Collections.sort(losing);
        return remotest / losing.get(losing.size() / 2);
    }
}
