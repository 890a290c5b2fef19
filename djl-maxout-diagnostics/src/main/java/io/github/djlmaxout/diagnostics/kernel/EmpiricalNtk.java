// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.probe.NetworkWalk;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The empirical neural tangent kernel of a network: the products of the gradients of its outputs
 * with respect to its parameters, for each two samples.
 *
 * <p>With {@code J_so = d f_o(x_s) / d w} for output {@code o} at sample {@code s}, {@code K = J_so
 * . J_tp}; {@link OutputContraction} says what becomes of {@code o} and {@code p}. In a step of
 * gradient descent with a small learning rate, sample {@code t} moves the outputs at sample {@code
 * s} by {@code K(s, t)} times its error.
 *
 * <p>The network is run in evaluation mode on float64 copies of its parameters, with the values
 * that they have then, see {@link NetworkWalk}; it stays as it is. Gradients are not made one by
 * one but as factors, layer by layer; parameters inside of blocks that are not known take a pass
 * for each sample and output.
 *
 * <p>Any number of samples is taken within a limit of memory: the batch is cut into tiles of which
 * the gradients fit, and the kernel is put together from the blocks of each two tiles. How it is
 * cut changes the numbers by rounding only. {@link #estimate} says before what it will cost.
 *
 * <p>NaN and infinities in weights or inputs give NaN where they reach.
 *
 * <p>Immutable; a computation must not overlap another one, nor an open gradient collector.
 *
 * <p>Source: A. Jacot, F. Gabriel, C. Hongler, <i>Neural Tangent Kernel</i>, arXiv 1806.07572; by
 * factors of layers: R. Novak, J. Sohl-Dickstein, S. Schoenholz, <i>Fast Finite Width Neural
 * Tangent Kernel</i>, arXiv 2206.08720.
 */
public final class EmpiricalNtk {

    /** The default limit of memory, in bytes: 512 MiB. */
    public static final long DEFAULT_MEMORY = 512L << 20;

    private final Block network;
    private final OutputContraction contraction;
    private final Predicate<Parameter> which;
    private final long memory;
    private final KernelProgress progress;

    private EmpiricalNtk(
            Block network,
            OutputContraction contraction,
            Predicate<Parameter> which,
            long memory,
            KernelProgress progress) {
        this.network = network;
        this.contraction = contraction;
        this.which = which;
        this.memory = memory;
        this.progress = progress;
    }

    /**
     * Computes the kernel of a batch with itself, by all parameters that are trained.
     *
     * @param network the network, initialized, with one input and one output
     * @param x the input of {@code N} samples, along the first axis; it stays as it is
     * @param contraction what becomes of the outputs
     * @return the kernel
     * @throws IllegalArgumentException as {@link #compute(NDArray)} does
     * @throws IllegalStateException as {@link #compute(NDArray)} does
     */
    public static KernelMatrix compute(Block network, NDArray x, OutputContraction contraction) {
        return of(network, contraction).compute(x);
    }

    /**
     * Returns the kernel of a network, to be computed, by all parameters that are trained, within
     * {@link #DEFAULT_MEMORY}.
     *
     * @param network the network
     * @param contraction what becomes of the outputs
     * @return the kernel
     */
    public static EmpiricalNtk of(Block network, OutputContraction contraction) {
        return new EmpiricalNtk(
                Objects.requireNonNull(network, "network"),
                Objects.requireNonNull(contraction, "contraction"),
                Parameter::requiresGradient,
                DEFAULT_MEMORY,
                (done, all) -> {});
    }

    /**
     * Returns the same kernel by other parameters.
     *
     * @param others the parameters to differentiate by; no others count
     * @return the kernel
     */
    public EmpiricalNtk withParameters(Predicate<Parameter> others) {
        return new EmpiricalNtk(network, contraction, others, memory, progress);
    }

    /**
     * Returns the same kernel within another limit of memory, for the result on the heap and what
     * the engine takes beside it together. The latter is an estimate, which leaves out the network
     * itself and a copy of it.
     *
     * @param bytes the limit, positive
     * @return the kernel
     * @throws IllegalArgumentException if the limit is not positive
     */
    public EmpiricalNtk withMemory(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException(
                    "The memory limit is " + bytes + " bytes, but must be at least 1.");
        }
        return new EmpiricalNtk(network, contraction, which, bytes, progress);
    }

    /**
     * Returns the same kernel, with somebody who is told of progress.
     *
     * @param listener is told after each block
     * @return the kernel
     */
    public EmpiricalNtk withProgress(KernelProgress listener) {
        return new EmpiricalNtk(network, contraction, which, memory, listener);
    }

    /**
     * Says what the kernel of a batch with itself will cost.
     *
     * @param x the input; only its shape matters
     * @return the cost
     * @throws IllegalArgumentException as {@link #compute(NDArray)} does
     * @throws IllegalStateException if the network is not initialized
     */
    public KernelCost estimate(NDArray x) {
        return plan(walk(x), x, x, true).cost();
    }

    /**
     * Says what the kernel of two batches will cost.
     *
     * @param x the input along the rows; only its shape matters
     * @param y the input along the columns
     * @return the cost
     * @throws IllegalArgumentException as {@link #compute(NDArray, NDArray)} does
     * @throws IllegalStateException if the network is not initialized
     */
    public KernelCost estimate(NDArray x, NDArray y) {
        return plan(walk(x), x, y, false).cost();
    }

    /**
     * Computes the kernel of a batch with itself.
     *
     * @param x the input of {@code N} samples, along the first axis; it stays as it is
     * @return the kernel, symmetric
     * @throws IllegalArgumentException if there are no samples, the network takes more than one
     *     input or gives more than one output or one without the batch as first axis, or the kernel
     *     or one sample of the network needs more memory than the limit
     * @throws IllegalStateException if the network is not initialized or cannot be differentiated
     *     in evaluation mode, or if a gradient collector is open
     */
    public KernelMatrix compute(NDArray x) {
        return run(walk(x), x, x, true);
    }

    /**
     * Computes the kernel of two batches.
     *
     * @param x the input of {@code N} samples along the rows; it stays as it is
     * @param y the input of {@code N'} samples along the columns; it stays as it is
     * @return the kernel
     * @throws IllegalArgumentException as {@link #compute(NDArray)} does, or if the samples of both
     *     have different shapes
     * @throws IllegalStateException as {@link #compute(NDArray)} does
     */
    public KernelMatrix compute(NDArray x, NDArray y) {
        return run(walk(x), x, y, false);
    }

    /** With a network that was read before. */
    KernelMatrix compute(NetworkWalk walk, NDArray x) {
        check(x);
        return run(walk, x, x, true);
    }

    private KernelMatrix run(NetworkWalk walk, NDArray x, NDArray y, boolean symmetric) {
        Tiling tiling = plan(walk, x, y, symmetric).tiling();
        return new KernelComputation(walk, contraction, which, progress, tiling, output(x), x, y)
                .run();
    }

    private KernelPlan plan(NetworkWalk walk, NDArray x, NDArray y, boolean symmetric) {
        Shape output = output(x);
        Shape sample = x.getShape().slice(1);
        if (y.isEmpty() || !y.getShape().slice(1).equals(sample)) {
            throw new IllegalArgumentException(
                    "The batches have the shapes "
                            + x.getShape()
                            + " and "
                            + y.getShape()
                            + ", but need at least 1 sample each, and samples of one shape.");
        }
        return KernelPlan.of(
                NetworkSize.of(network, walk.structure(), which),
                contraction,
                Math.toIntExact(output.slice(1).size()),
                Math.toIntExact(x.getShape().get(0)),
                Math.toIntExact(y.getShape().get(0)),
                symmetric,
                memory);
    }

    private NetworkWalk walk(NDArray x) {
        check(x);
        return NetworkWalk.of(network, x.getShape()).withType(DataType.FLOAT64);
    }

    private void check(NDArray x) {
        if (x.getShape().dimension() == 0 || x.isEmpty()) {
            throw new IllegalArgumentException(
                    "The input has the shape "
                            + x.getShape()
                            + ", but needs at least 1 sample along its first axis.");
        }
        Optional<Parameter> without =
                network.getParameters().values().stream()
                        .filter(parameter -> !parameter.isInitialized())
                        .findFirst();
        if (without.isPresent()) {
            throw new IllegalStateException(
                    "The parameter "
                            + without.get().getName()
                            + " has no values: initialize the network before its kernel is"
                            + " computed.");
        }
    }

    private Shape output(NDArray x) {
        Shape[] outputs = network.getOutputShapes(new Shape[] {x.getShape()});
        if (outputs.length != 1) {
            throw new IllegalArgumentException(
                    "The network has "
                            + outputs.length
                            + " outputs, but the kernel is that of one: join them into one array.");
        }
        Shape output = outputs[0];
        if (output.dimension() == 0 || output.get(0) != x.getShape().get(0)) {
            throw new IllegalArgumentException(
                    "The output has the shape "
                            + output
                            + " for an input of "
                            + x.getShape()
                            + ", but its first axis must be that of the samples.");
        }
        return output;
    }

    @Override
    public String toString() {
        return "tangent kernel of " + network.getClass().getSimpleName() + " as " + contraction;
    }
}
