// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import java.util.List;
import java.util.Optional;

/**
 * The derivative of a network at a batch of {@code N} samples, sample by sample: with respect to
 * its parameters, layer by layer, or to its input.
 *
 * <p>Each sample has {@code R} rows: its outputs, {@code J_sr = d f_r(x_s) / d w}, or one
 * combination of them, such as the gradient of its loss. Closing frees all arrays.
 */
public final class NetworkJacobian implements AutoCloseable {

    private final NDManager manager;
    private final NDArray outputs;
    private final Optional<NDArray> input;
    private final List<LayerJacobian> layers;
    private final int rows;

    NetworkJacobian(
            NDManager manager,
            NDArray outputs,
            Optional<NDArray> input,
            List<LayerJacobian> layers,
            int rows) {
        this.manager = manager;
        this.outputs = outputs;
        this.input = input;
        this.layers = List.copyOf(layers);
        this.rows = rows;
    }

    /**
     * Returns the number of samples.
     *
     * @return {@code N}
     */
    public int samples() {
        return Math.toIntExact(outputs.getShape().get(0));
    }

    /**
     * Returns the number of rows of a sample.
     *
     * @return {@code R}: the number of outputs, or 1
     */
    public int rows() {
        return rows;
    }

    /**
     * Returns what the network gave.
     *
     * @return an array of shape {@code (N, O)}, further axes of the output flattened
     */
    public NDArray outputs() {
        return outputs;
    }

    /**
     * Returns the derivative with respect to the input.
     *
     * @return an array of shape {@code (N, R, D)}, the axes of the input flattened
     * @throws IllegalStateException if it is not of {@link NetworkWalk#inputJacobian}
     */
    public NDArray input() {
        return input.orElseThrow(
                () ->
                        new IllegalStateException(
                                "The derivative with respect to the input was not asked for: take"
                                        + " NetworkWalk.inputJacobian."));
    }

    /**
     * Returns the derivatives with respect to the parameters, in the order of the block tree.
     *
     * @return one for each layer with parameters that were asked for; the weight of a layer comes
     *     before its bias
     */
    public List<LayerJacobian> layers() {
        return layers;
    }

    /** Frees all arrays. */
    @Override
    public void close() {
        manager.close();
    }
}
