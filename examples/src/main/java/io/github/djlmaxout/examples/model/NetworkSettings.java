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
        Bounds.present("--activation", activation);
        Bounds.atLeast("--pieces", pieces, 1);
        Bounds.atLeast("--width", width, 1);
        Bounds.atLeast("--blocks", blocks, 1);
        Bounds.atLeast("--depth", depth, 1);
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
        Bounds.atLeast("--dense", dense, 1);
        Bounds.require("--dropout", dropout, dropout >= 0 && dropout < 1, "0 <= dropout < 1");
    }

    /** Returns what a person calls the network. */
    public String label() {
        return activation == ActivationKind.MAXOUT ? "maxout K=" + pieces : "relu";
    }
}
