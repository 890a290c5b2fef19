// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.model;

/**
 * What a network is made of.
 *
 * @param activation maxout, or relu for its plain twin of the same output widths
 * @param pieces the pieces K of each maxout unit; without meaning for relu
 * @param width the filters of the first block, or the units of each hidden layer on table data
 * @param blocks the convolution blocks, each followed by 2x2 max-pooling
 * @param depth the convolutions in a block, or the hidden layers on table data
 * @param dense the units of the dense hidden layer after the blocks
 * @param dropout the share of values dropped before the dense layers, 0 for none
 */
public record NetworkSettings(
        ActivationKind activation,
        int pieces,
        int width,
        int blocks,
        int depth,
        int dense,
        double dropout) {

    private static final int MOST_BLOCKS = 30;
    private static final int MOST_LAYERS = 1000;

    /**
     * Checks every setting.
     *
     * @throws IllegalArgumentException if one is out of its bounds
     */
    public NetworkSettings {
        if (activation == null) {
            throw new IllegalArgumentException("--activation is missing");
        }
        atLeastOne("--pieces", pieces);
        atLeastOne("--width", width);
        atLeastOne("--blocks", blocks);
        atLeastOne("--depth", depth);
        if (blocks > MOST_BLOCKS || depth > MOST_LAYERS) {
            throw new IllegalArgumentException(
                    "--blocks is "
                            + blocks
                            + " and --depth "
                            + depth
                            + ", expected at most "
                            + MOST_BLOCKS
                            + " and "
                            + MOST_LAYERS
                            + "");
        }
        atLeastOne("--dense", dense);
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException(
                    "--dropout is " + dropout + ", expected 0 <= dropout < 1");
        }
    }

    /** Returns what a person calls the network. */
    public String label() {
        return activation == ActivationKind.MAXOUT ? "maxout K=" + pieces : "relu";
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " is " + value + ", expected at least 1");
        }
    }
}
