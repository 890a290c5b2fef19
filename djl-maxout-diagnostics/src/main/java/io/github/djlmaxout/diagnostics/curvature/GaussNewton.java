// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.diagnostics.internal.Vectors;
import io.github.djlmaxout.diagnostics.probe.LayerJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.SampleCut;
import io.github.djlmaxout.diagnostics.probe.WalkSignals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The Gauss-Newton matrix of a loss, layer by layer, in closed form without forming it.
 *
 * <p>With {@code J_s} the derivatives of the {@code O} outputs at sample {@code s} by the
 * parameters, {@code K_st = J_s J_t'} and {@code H_s = R_s R_s'} the second derivatives of the loss
 * of the sample, {@code G = S^-1 sum_s J_s' H_s J_s} has the same eigenvalues, but for zeros, as
 * the matrix of {@code S O} rows with the blocks {@code C_st = R_s' K_st R_t / S}. So
 *
 * <pre>
 * |G|_F^2 = |C|_F^2 = S^-2 sum_st &lt;H_s K_st H_t, K_st&gt;
 * tr G = tr C = S^-1 sum_s tr(H_s K_ss)
 * </pre>
 *
 * <p><b>When it is the Hessian:</b> as a function of the parameters of one layer alone, a network
 * whose other parts are piecewise linear is piecewise linear itself, so that the Hessian of the
 * loss by that layer's parameters is {@code G} almost everywhere. Of other networks, of parameters
 * that several layers share, and across layers, it lacks what the network's second derivatives add.
 *
 * <p>The kernel comes in tiles of at most {@value #TILE} rows, so memory does not grow with the
 * number of samples, but for the {@code S O} rows of {@code C} that {@link #eigenvalues} keeps.
 * Cost: a {@link NetworkJacobian} for each pair of tiles, and {@code (S O)^2 (2 O + width)}
 * multiplications a layer. Exact but for rounding; nothing is random. Source: derived; the
 * factorization is that of J. Martens, R. Grosse, <i>Optimizing Neural Networks with
 * Kronecker-factored Approximate Curvature</i>, arXiv 1503.05671, for one layer and sample.
 */
public final class GaussNewton {

    /** How many rows of the kernel are in memory at a time. */
    public static final int TILE = 1024;

    /** For how many rows {@code S O} the matrix {@code C} is kept: 128 MiB. */
    public static final int MOST_ROWS = 4096;

    private final NetworkWalk walk;
    private final NDList batch;
    private final Predicate<Parameter> which;
    private final OutputLoss loss;
    private final double[][] factors;
    private final int rows;

    /** Null where there are too many rows. */
    private final DenseOperator kept;

    private List<String> names = List.of();
    private long[] parameters = {};
    private double[] squares = {};
    private double[] traces = {};
    private double square;
    private double trace;

    private GaussNewton(
            NetworkWalk walk,
            NDList batch,
            Predicate<Parameter> which,
            OutputLoss loss,
            double[][] factors) {
        this.walk = walk;
        this.batch = batch;
        this.which = which;
        this.loss = loss;
        this.factors = factors;
        rows = loss.samples() * loss.outputs();
        kept = rows <= MOST_ROWS ? new DenseOperator(rows) : null;
    }

    /**
     * Computes norms and traces by all trained parameters of a network as it is.
     *
     * @param network the network, initialized
     * @param batch the inputs of {@code S} samples, which stay as they are
     * @param labels their labels, likewise
     * @param loss {@link OutputLoss} says which
     * @return the matrix
     */
    public static GaussNewton of(Block network, NDList batch, NDList labels, Loss loss) {
        NetworkWalk walk = NetworkWalk.of(network, batch.getShapes());
        return of(walk, batch, labels, loss, Parameter::requiresGradient);
    }

    /**
     * Computes norms and traces.
     *
     * @param walk the network; it is run in float64 whatever its type
     * @param batch the inputs of {@code S} samples, which stay as they are
     * @param labels their labels, likewise
     * @param loss {@link OutputLoss} says which
     * @param which the parameters, such as the trained weights
     * @return the matrix
     * @throws IllegalArgumentException if the batch has no samples, no parameter is asked for, or
     *     the second derivatives of the loss are not known
     * @throws IllegalStateException if the network is not initialized or cannot be differentiated
     */
    public static GaussNewton of(
            NetworkWalk walk, NDList batch, NDList labels, Loss loss, Predicate<Parameter> which) {
        if (batch.isEmpty() || batch.stream().anyMatch(array -> array.size() == 0)) {
            throw new IllegalArgumentException(
                    "The batch has no samples, but a loss needs at least 1.");
        }
        NetworkWalk wide = walk.withType(DataType.FLOAT64);
        double[][] factors;
        OutputLoss bent;
        try (WalkSignals signals = wide.forward(batch)) {
            if (signals.output().size() != 1) {
                throw new NotMeasurableException(
                        "The network has "
                                + signals.output().size()
                                + " outputs, but second derivatives of a loss are those by one.");
            }
            NDArray output = signals.output().head();
            bent = OutputLoss.of(loss, labels, output.getShape());
            factors = bent.factors(output.toDoubleArray());
        }
        GaussNewton matrix = new GaussNewton(wide, batch, which, bent, factors);
        matrix.sum();
        return matrix;
    }

    private void sum() {
        int size = Math.max(1, TILE / loss.outputs());
        try (NDManager scratch = batch.head().getManager().newSubManager()) {
            for (int a = 0; a < loss.samples(); a += size) {
                try (NetworkJacobian first = jacobian(a, size, scratch)) {
                    add(a, first, a, first);
                    for (int b = a + size; b < loss.samples(); b += size) {
                        try (NetworkJacobian second = jacobian(b, size, scratch)) {
                            add(a, first, b, second);
                        }
                    }
                }
            }
        }
    }

    private NetworkJacobian jacobian(int from, int count, NDManager scratch) {
        NDList some = SampleCut.of(batch, from, count, scratch);
        NetworkJacobian jacobian = walk.jacobian(some, which);
        some.close();
        if (jacobian.layers().isEmpty()) {
            jacobian.close();
            throw new IllegalArgumentException(
                    "The network has no parameters of those that are asked for, so there is nothing"
                            + " to differentiate by.");
        }
        return jacobian;
    }

    private void add(int a, NetworkJacobian first, int b, NetworkJacobian second) {
        if (names.isEmpty()) {
            names = first.layers().stream().map(LayerJacobian::layer).toList();
            parameters = first.layers().stream().mapToLong(LayerJacobian::columns).toArray();
            squares = new double[names.size()];
            traces = new double[names.size()];
        }
        double[][] left = Arrays.copyOfRange(factors, a, a + first.samples());
        double[][] right = Arrays.copyOfRange(factors, b, b + second.samples());
        double[] total = new double[left.length * right.length * loss.outputs() * loss.outputs()];
        for (int layer = 0; layer < squares.length; layer++) {
            double[] kernel;
            try (NDArray products =
                    first.layers().get(layer).products(second.layers().get(layer))) {
                kernel = products.toDoubleArray();
            }
            double[] c = ScaledKernel.of(kernel, loss.outputs(), left, right, 1.0 / loss.samples());
            Vectors.add(total, 1, c);
            squares[layer] += (a == b ? 1 : 2) * Vectors.dot(c, c);
            traces[layer] += a == b ? ScaledKernel.trace(c, left.length * loss.outputs()) : 0;
        }
        square += (a == b ? 1 : 2) * Vectors.dot(total, total);
        trace += a == b ? ScaledKernel.trace(total, left.length * loss.outputs()) : 0;
        if (kept != null) {
            kept.set(total, a * loss.outputs(), b * loss.outputs(), right.length * loss.outputs());
        }
    }

    /**
     * Returns norm and trace of the diagonal blocks.
     *
     * @return one for each layer with parameters that were asked for, in the order of the signal;
     *     NaN where weights or outputs are not finite
     */
    public List<LayerCurvature> layers() {
        List<LayerCurvature> layers = new ArrayList<>();
        for (int i = 0; i < squares.length; i++) {
            layers.add(
                    new LayerCurvature(
                            names.get(i), parameters[i], Math.sqrt(squares[i]), traces[i]));
        }
        return layers;
    }

    /**
     * Returns the Frobenius norm of the matrix of all parameters together.
     *
     * @return {@code |G|_F}
     */
    public double norm() {
        return Math.sqrt(square);
    }

    /**
     * Returns the trace of the matrix of all parameters together.
     *
     * @return {@code tr G}, the sum of those of the layers
     */
    public double trace() {
        return trace;
    }

    /** See {@link OutputLoss#multiple}. */
    double multiple() {
        return loss.multiple();
    }

    /**
     * Returns the largest eigenvalues of the matrix of all parameters together.
     *
     * @param count how many, at least 1
     * @param lanczos how far to search
     * @return those of {@code C}; there are at most {@code S O}, all others are 0
     * @throws IllegalStateException if {@code S O} is above {@value #MOST_ROWS}
     */
    public ExtremeEigenvalues eigenvalues(int count, Lanczos lanczos) {
        if (kept == null) {
            throw new IllegalStateException(
                    "There are "
                            + rows
                            + " rows (samples times outputs), but eigenvalues are found of at most "
                            + MOST_ROWS
                            + ": take fewer samples, or GaussNewtonOperator.");
        }
        return lanczos.search(kept, count, 0);
    }

    @Override
    public String toString() {
        return "Gauss-Newton matrix of "
                + names.size()
                + " layers and "
                + rows
                + " rows, with norm "
                + norm()
                + " and trace "
                + trace;
    }
}
