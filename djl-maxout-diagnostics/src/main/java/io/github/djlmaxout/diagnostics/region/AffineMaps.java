// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import java.util.Arrays;

/**
 * Tells affine maps apart.
 *
 * <p>Of each map the coefficients of one generic combination of its outputs are kept. Two maps are
 * the same if these agree to 1e-9 of the largest of all maps; maps that differ have the same
 * combination with probability 0.
 */
final class AffineMaps {

    private static final double SAME = 1e-9;

    private final DoubleList[] coefficients;
    private double largest;

    AffineMaps(int planes) {
        coefficients = new DoubleList[planes];
        Arrays.setAll(coefficients, i -> new DoubleList());
    }

    /** Adds a map, given by its outputs in planes. */
    void add(double[] outputs) {
        int count = outputs.length / coefficients.length;
        for (int plane = 0; plane < coefficients.length; plane++) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += weight(i) * outputs[plane * count + i];
            }
            coefficients[plane].add(sum);
            largest = Math.max(largest, Math.abs(sum));
        }
    }

    /** Any numbers between 1/2 and 3/2 without relations among them. */
    private static double weight(int output) {
        return 1 + 0.5 * Math.sin(2 + 3.7 * output);
    }

    /** A coefficient of the combination of a map. */
    double coefficient(int map, int plane) {
        return coefficients[plane].get(map);
    }

    /** Returns for each map the number of the first that is the same, counted without gaps. */
    Numbers numbers() {
        int count = (int) coefficients[0].size();
        int[] numbers = new int[count];
        double tolerance = SAME * Math.max(largest, Double.MIN_NORMAL);
        int size = Integer.highestOneBit(Math.max(8, count)) << 2;
        int[] table = new int[Math.max(size, 1 << 4)];
        int distinct = 0;
        for (int map = 0; map < count; map++) {
            long bucket = (long) Math.floor(key(map) / tolerance);
            int same = -1;
            for (long near = bucket - 2; same < 0 && near <= bucket + 2; near++) {
                same = find(table, near, map, tolerance);
            }
            if (same < 0) {
                int slot = slot(bucket, table.length);
                while (table[slot] != 0) {
                    slot = (slot + 1) & (table.length - 1);
                }
                table[slot] = map + 1;
                numbers[map] = distinct++;
            } else {
                numbers[map] = numbers[same];
            }
        }
        return new Numbers(numbers, distinct);
    }

    /**
     * The numbers of maps.
     *
     * @param of the number of each map
     * @param distinct how many numbers there are
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and large
    record Numbers(int[] of, int distinct) {}

    private double key(int map) {
        double key = 0;
        double factor = 1;
        for (DoubleList plane : coefficients) {
            key += factor * plane.get(map);
            factor *= 0.7;
        }
        return key;
    }

    private int find(int[] table, long bucket, int map, double tolerance) {
        int slot = slot(bucket, table.length);
        while (table[slot] != 0) {
            int other = table[slot] - 1;
            boolean same = true;
            for (DoubleList plane : coefficients) {
                same &= Math.abs(plane.get(other) - plane.get(map)) <= tolerance;
            }
            if (same) {
                return other;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        return -1;
    }

    private static int slot(long bucket, int size) {
        long mixed = bucket * 0x9E3779B97F4A7C15L;
        return (int) ((mixed ^ (mixed >>> 32)) & (size - 1));
    }
}
