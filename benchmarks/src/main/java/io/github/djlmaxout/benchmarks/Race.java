// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs contestants turn by turn in one JVM, and keeps the time of every turn. */
final class Race implements AutoCloseable {

    /*
     * The clock of a shared machine drifts by a factor of two and more within minutes, so times
     * from different processes, or from different minutes of one, cannot be divided by each other.
     * Every round runs every contestant once, each round starting with the next one and every
     * other round in reverse, and a ratio is taken between turns of the same round; what drifts
     * slowly cancels. The median over rounds disregards the turns that something else disturbed.
     *
     * A turn repeats work that is short, so that reading the clock, and on an asynchronous engine
     * waiting for the result, stays small against what is measured.
     */
    private static final long TURN_NANOS = 4_000_000;
    private static final int MOST_LAPS = 64;

    private final List<Contestant> contestants = new ArrayList<>();
    private final List<double[]> rounds = new ArrayList<>();
    private final int laps;
    private long started;

    Race(Map<?, ? extends Contestant> contestants) {
        this.contestants.addAll(contestants.values());
        Contestant first = this.contestants.get(0);
        first.run(1);
        first.run(3);
        long start = System.nanoTime();
        first.run(3);
        long lap = Math.max(1, (System.nanoTime() - start) / 3);
        laps = (int) Math.max(1, Math.min(MOST_LAPS, TURN_NANOS / lap));
    }

    void round() {
        int size = contestants.size();
        double[] times = new double[size];
        int first = (int) (started / 2 % size);
        for (int i = 0; i < size; i++) {
            int who = started % 2 == 0 ? (first + i) % size : (first + size - i) % size;
            long start = System.nanoTime();
            contestants.get(who).run(laps);
            times[who] = (double) (System.nanoTime() - start) / laps;
        }
        started++;
        rounds.add(times);
    }

    /** Forgets the rounds so far: they warmed up. */
    void forget() {
        rounds.clear();
    }

    int laps() {
        return laps;
    }

    /** Nanoseconds of one lap, one array a round, in the order of the contestants. */
    List<double[]> rounds() {
        return List.copyOf(rounds);
    }

    @Override
    public void close() {
        contestants.forEach(Contestant::close);
    }
}
