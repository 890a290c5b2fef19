// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.examples.model.InitializationKind;

import java.util.Locale;

/**
 * A second moment, measured over many initializations and predicted.
 *
 * @param network the network
 * @param pieces the pieces of a maxout unit
 * @param initialization how the weights began
 * @param input what the network saw
 * @param seeds how many initializations
 * @param quantity activation, gradient or jacobian
 * @param layer the layer from 1, the read-out being the last; 0 for the whole network
 * @param name the layer's name in the network
 * @param measured the mean over the seeds
 * @param error its standard error
 * @param predicted what theory says, NaN if nothing
 */
public record MomentRow(
        ExperimentNetwork network,
        int pieces,
        InitializationKind initialization,
        String input,
        int seeds,
        String quantity,
        int layer,
        String name,
        double measured,
        double error,
        double predicted) {

    static final String HEADER =
            "network,pieces,initialization,input,seeds,quantity,layer,name,measured,"
                    + "standard_error,predicted";

    static final String ACTIVATION = "activation";
    static final String GRADIENT = "gradient";
    static final String JACOBIAN = "jacobian";

    /** Returns the line of the table. */
    String line() {
        return group() + "," + quantity + "," + layer + "," + name + "," + measured + "," + error
                + "," + predicted;
    }

    /** Returns what the rows of one experiment have in common. */
    String group() {
        return group(network, pieces, initialization, input, seeds);
    }

    static String group(
            ExperimentNetwork network,
            int pieces,
            InitializationKind initialization,
            String input,
            int seeds) {
        return network.label()
                + ","
                + pieces
                + ","
                + initialization.label()
                + ","
                + input
                + ","
                + seeds;
    }

    static MomentRow parse(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != 11) {
            throw new IllegalArgumentException("not a row of moments: " + line);
        }
        return new MomentRow(
                ExperimentNetwork.valueOf(cells[0].toUpperCase(Locale.ROOT)),
                Integer.parseInt(cells[1]),
                InitializationKind.of(cells[2]),
                cells[3],
                Integer.parseInt(cells[4]),
                cells[5],
                Integer.parseInt(cells[6]),
                cells[7],
                Double.parseDouble(cells[8]),
                Double.parseDouble(cells[9]),
                Double.parseDouble(cells[10]));
    }
}
