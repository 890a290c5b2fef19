// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

/**
 * How a kernel is cut into blocks.
 *
 * <p>The gradients of a group of tiles are kept; those of the other tiles pass by, each meeting the
 * whole group. If all tiles fit into one group each gradient is computed once.
 *
 * @param samples the samples along the rows
 * @param others the samples along the columns
 * @param symmetric whether both are the same
 * @param tile the samples of a tile
 * @param group how many tiles along the rows are kept at once
 */
record Tiling(int samples, int others, boolean symmetric, int tile, int group) {

    /** How many tiles there are along the rows. */
    int rowTiles() {
        return tiles(samples);
    }

    /** How many tiles there are along the columns. */
    int columnTiles() {
        return tiles(others);
    }

    private int tiles(int number) {
        return (number + tile - 1) / tile;
    }

    /** How many tiles are differentiated. */
    long passedTiles() {
        long passed = 0;
        for (int first = 0; first < rowTiles(); first += group) {
            int kept = Math.min(group, rowTiles() - first);
            passed += kept + (symmetric ? rowTiles() - first - kept : columnTiles());
        }
        return passed;
    }

    /** How many samples are differentiated, those that are again included. */
    long passedSamples() {
        long passed = 0;
        long kept = (long) group * tile;
        for (long first = 0; first < samples; first += kept) {
            long after = Math.max(0, samples - first - kept);
            passed += samples - first - after + (symmetric ? after : others);
        }
        return passed;
    }

    /** How many blocks are computed; the mirror images of a symmetric kernel are not. */
    long blocks() {
        long rows = rowTiles();
        return symmetric ? rows * (rows + 1) / 2 : rows * columnTiles();
    }
}
