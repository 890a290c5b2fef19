// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.option;

import io.github.djlmaxout.examples.model.ActivationKind;
import io.github.djlmaxout.examples.model.NetworkSettings;

import picocli.CommandLine.Option;

/** The options that describe the network. */
public final class NetworkOptions {

    @Option(
            names = "--activation",
            paramLabel = "KIND",
            defaultValue = "maxout",
            description = {
                "maxout, or relu for the plain twin (default: ${DEFAULT-VALUE}).",
                "Equal in both: layers, output widths, data, schedule, seed. Not equal: a maxout layer"
                        + " has K times the weights of its twin, and starts with --init maxout at"
                        + " variance 1/(M(K) fan-in), the twin at 2/fan-in (He)."
            })
    private ActivationKind activation;

    @Option(
            names = {"-K", "--pieces"},
            paramLabel = "K",
            defaultValue = "2",
            description = "Pieces of each maxout unit (default: ${DEFAULT-VALUE}).")
    private int pieces;

    @Option(
            names = "--width",
            paramLabel = "N",
            description =
                    "Filters of the first block, doubled in each next one; on iris the units of a"
                            + " hidden layer (default: 12; cifar10 16, mnist 8, iris 16).")
    private Integer width;

    @Option(
            names = "--blocks",
            paramLabel = "N",
            description =
                    "Blocks of 3x3 convolutions, each ended by 2x2 max-pooling (default: 3; mnist"
                            + " 2). Without meaning on iris.")
    private Integer blocks;

    @Option(
            names = "--depth",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "Convolutions in each block, or hidden layers on iris (default:"
                            + " ${DEFAULT-VALUE}). Weight layers: blocks * depth + 2.")
    private int depth;

    @Option(
            names = "--dense",
            paramLabel = "N",
            defaultValue = "64",
            description =
                    "Units of the dense hidden layer after the blocks (default:"
                            + " ${DEFAULT-VALUE}).")
    private int dense;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            defaultValue = "0",
            description =
                    "Share of values dropped before each of the two dense layers (default:"
                            + " ${DEFAULT-VALUE}).")
    private double dropout;

    /** Returns the settings for a data set. */
    public NetworkSettings settings(DataSetDefaults defaults) {
        return new NetworkSettings(
                activation,
                pieces,
                width == null ? defaults.width() : width,
                blocks == null ? defaults.blocks() : blocks,
                depth,
                dense,
                dropout);
    }
}
