// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.run.BlockRunner;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Sends batches through a network without touching it, and sees what comes out of each layer.
 *
 * <p>The network's own blocks run on copies of its parameters, in evaluation mode: dropout is the
 * identity, and batch normalization an affine map of copied values, see {@link Statistics}.
 * Parameters, their gradients, running statistics and the random stream of the engine stay as they
 * are. Each run sees the values that the parameters have then.
 *
 * <p>Layers are told apart by {@link NetworkStructure}. Branches are run one by one; a layer inside
 * ends with its branch, and what comes behind a branching, up to the next layer, belongs to none.
 * Where it is not known how branches become one, their block runs a second time as a whole.
 *
 * <p>A block that is not known is run as it is, once in a run; so is a network of several inputs,
 * or one that cannot be read. It gets proxies of its arrays, see {@link BlockRunner}: they see each
 * dense layer, convolution, embedding, recurrent layer or matrix product with one of the block's
 * parameters, and these are the layers inside. One that works several times is seen the first time.
 * What follows such a layer belongs to it as long as it works on its output alone: an activation
 * function, a normalization, a pool. A block with parameters of its own, or without layers that can
 * be seen, is itself a layer. Its inputs are never changed, whatever it does in place.
 *
 * <p>Where a block is about to draw random numbers from the engine, the run ends before it does;
 * where it is left out, see {@link #without}, before it begins.
 *
 * <p>Immutable; runs of one walk must not overlap. Cost of a run: a copy of all parameters, and a
 * pass; the copies are freed at its end.
 */
public final class NetworkWalk {

    private final NetworkReading reading;
    private final Statistics statistics;
    private final Optional<DataType> type;

    private NetworkWalk(NetworkReading reading, Statistics statistics, Optional<DataType> type) {
        this.reading = reading;
        this.statistics = statistics;
        this.type = type;
    }

    /**
     * Reads a network.
     *
     * @param network the network, initialized or not
     * @param inputs the shapes of its inputs, with the batch as first axis
     * @return a walk with running statistics and the types that the parameters have
     */
    public static NetworkWalk of(Block network, Shape... inputs) {
        return of(network, Map.of(), inputs);
    }

    /**
     * Reads a network of which something is known.
     *
     * @param network the network, initialized or not
     * @param known what is known of blocks, see {@link NetworkStructure#read(Block, Shape, String,
     *     Map)}
     * @param inputs the shapes of its inputs, with the batch as first axis
     * @return a walk with running statistics and the types that the parameters have
     */
    public static NetworkWalk of(Block network, Map<Block, Operation> known, Shape... inputs) {
        return without(block -> false, network, known, inputs);
    }

    /**
     * Reads a network of which some blocks are never to be run.
     *
     * @param unprobed the blocks to leave out: neither they, nor those that contain them, are run,
     *     and what comes behind is not seen
     * @param network the network, initialized or not
     * @param known what is known of blocks
     * @param inputs the shapes of its inputs, with the batch as first axis
     * @return a walk with running statistics and the types that the parameters have
     */
    public static NetworkWalk without(
            Predicate<Block> unprobed,
            Block network,
            Map<Block, Operation> known,
            Shape... inputs) {
        return new NetworkWalk(
                NetworkReading.of(network, known, unprobed, inputs),
                Statistics.RUNNING,
                Optional.empty());
    }

    /**
     * Returns the walk through the network of a probe. A {@link BatchProbe} has read its network
     * already, so all that measure with it share one reading.
     *
     * @param probe the probe
     * @return a walk with running statistics and the types that the parameters have
     * @throws NotMeasurableException if the network cannot be run to its end, or gives another
     *     output each time, see {@link BatchProbe}
     */
    public static NetworkWalk of(Probe probe) {
        return probe instanceof BatchProbe known
                ? known.steadyWalk().withStatistics(Statistics.RUNNING)
                : of(probe.network(), probe.batch().getShapes());
    }

    /**
     * Returns the same walk with other statistics.
     *
     * @param other which mean and variance batch normalization takes; inside of blocks that are not
     *     known and cannot be seen into it takes the running ones all the same
     * @return the walk
     */
    public NetworkWalk withStatistics(Statistics other) {
        return new NetworkWalk(reading, other, type);
    }

    /**
     * Returns the same walk in another precision.
     *
     * @param other float32 or float64: the type of all copies that hold real numbers
     * @return the walk
     * @throws IllegalArgumentException for another type
     */
    public NetworkWalk withType(DataType other) {
        if (other != DataType.FLOAT32 && other != DataType.FLOAT64) {
            throw new IllegalArgumentException(
                    "The type is " + other + ", but networks are run in float32 or float64.");
        }
        return new NetworkWalk(reading, statistics, Optional.of(other));
    }

    /**
     * Returns why it is not known what the network is made of.
     *
     * @return the reason in a sentence; empty if there is a {@link #structure}
     */
    public Optional<String> explanation() {
        return reading.structure().isPresent()
                ? Optional.empty()
                : Optional.of(reading.explanation());
    }

    /**
     * Returns what the network is made of.
     *
     * @return the structure; empty if there is an {@link #explanation}
     */
    public Optional<NetworkStructure> structure() {
        return reading.structure();
    }

    /**
     * Runs a batch with the values that the parameters have now.
     *
     * <p>Not to be called while a gradient collector is open.
     *
     * @param batch the input, of any batch size; it stays as it is
     * @return the signals, to be closed; where the run ended early, those up to there
     * @throws IllegalStateException if the network is not initialized
     */
    public WalkSignals forward(NDList batch) {
        NDManager kept = reading.manager();
        try (NDManager scratch = reading.manager()) {
            PassSource source = source(scratch);
            Walker walker = source.walker(Tap.NONE, false);
            NDList output = new NDList();
            Optional<NotMeasurableException> end = Optional.empty();
            try {
                output = source.run(walker, copied(batch, scratch));
            } catch (NotMeasurableException e) {
                end = Optional.of(e);
            }
            return new WalkSignals(kept, walker.signals(), output, end);
        } catch (RuntimeException | Error e) {
            kept.close();
            throw e;
        }
    }

    /**
     * Runs a batch and differentiates {@code sum(v * output)} with respect to the weights of the
     * layers and to the input.
     *
     * @param batch the input, of any batch size; it stays as it is
     * @param cotangent the weights {@code v} of the outputs, of the shape of the output
     * @return the gradients
     * @throws NotMeasurableException if the network cannot be run to its end, or not be
     *     differentiated in evaluation mode
     * @throws IllegalStateException if the network is not initialized, or if a gradient collector
     *     is open
     * @throws IllegalArgumentException if the cotangent has another shape than the output
     */
    public WalkGradients backward(NDList batch, NDArray cotangent) {
        return backward(batch, new NDList(cotangent));
    }

    /**
     * Runs a batch and differentiates {@code sum(v_1 * output_1) + sum(v_2 * output_2) ..} with
     * respect to the weights of the layers and to the inputs.
     *
     * @param batch the inputs, of any batch size; they stay as they are
     * @param cotangents the weights {@code v} of the outputs, of their shapes, in their order;
     *     further outputs count nothing
     * @return the gradients
     * @throws NotMeasurableException as {@link #backward(NDList, NDArray)} does
     * @throws IllegalStateException as {@link #backward(NDList, NDArray)} does
     * @throws IllegalArgumentException if a cotangent has another shape than its output, or there
     *     are more of them
     */
    public WalkGradients backward(NDList batch, NDList cotangents) {
        try (NDManager scratch = reading.manager()) {
            NDList v = copied(cotangents, scratch);
            return Differentiation.of(source(scratch), copied(batch, scratch), v);
        }
    }

    /**
     * Differentiates all {@code O} outputs at all {@code N} samples with respect to parameters.
     *
     * <p>Dense layers, convolutions, maxout layers and batch normalization take one pass of {@code
     * N O} rows together, in parts. Parameters of other blocks, and all those of a network with an
     * {@link #explanation}, take a pass for each sample and output.
     *
     * @param batch the input; it stays as it is
     * @param which the parameters to differentiate by, such as {@code Parameter::requiresGradient};
     *     running statistics are never among them
     * @return the derivatives with {@code R = O} rows a sample, to be closed
     * @throws IllegalArgumentException if the batch has no samples
     * @throws NotMeasurableException if the network cannot be run to its end, or not be
     *     differentiated in evaluation mode
     * @throws IllegalStateException if the network is not initialized, has several outputs or takes
     *     the statistics of the batch, or if a gradient collector is open
     */
    public NetworkJacobian jacobian(NDList batch, Predicate<Parameter> which) {
        return sampled(
                batch,
                (samples, kept) ->
                        new SampleJacobians(this::source, kept)
                                .byParameters(samples, which, Optional.empty()));
    }

    /**
     * Differentiates {@code sum_o v_so f_o(x_s)} at each sample {@code s} with respect to
     * parameters: with {@code v = d loss_s / d f(x_s)} the gradient of each sample's loss.
     *
     * @param batch the input; it stays as it is
     * @param cotangents the weights {@code v} of the outputs, as many as outputs
     * @param which the parameters to differentiate by, see {@link #jacobian}
     * @return the derivatives with {@code R = 1} row a sample, to be closed
     * @throws IllegalArgumentException if the batch has no samples, or there are other numbers of
     *     cotangents than of outputs
     * @throws IllegalStateException as {@link #jacobian} does
     */
    public NetworkJacobian gradients(NDList batch, NDArray cotangents, Predicate<Parameter> which) {
        return sampled(
                batch,
                (samples, kept) -> {
                    NDArray v = DetachedStore.copied(cotangents, kept, type);
                    return new SampleJacobians(this::source, kept)
                            .byParameters(samples, which, Optional.of(v));
                });
    }

    /**
     * Differentiates all outputs at all samples with respect to the input.
     *
     * @param batch the input, one array; it stays as it is
     * @return {@link NetworkJacobian#input}, without layers, to be closed
     * @throws IllegalArgumentException if the batch has no samples or several arrays, or does not
     *     hold real numbers
     * @throws IllegalStateException as {@link #jacobian} does
     */
    public NetworkJacobian inputJacobian(NDList batch) {
        return sampled(
                batch, (samples, kept) -> new SampleJacobians(this::source, kept).byInput(samples));
    }

    /**
     * Looks on which side of its bends the network is at each sample.
     *
     * @param batch the input; it stays as it is
     * @return the bends, to be closed
     * @throws IllegalArgumentException if the batch has no samples
     * @throws IllegalStateException as {@link #jacobian} does
     */
    public Bends bends(NDList batch) {
        return bends(batch, Map.of());
    }

    /** The bends where some parameters have values of their own, by their ids. */
    Bends bends(NDList batch, Map<String, double[]> values) {
        return sampled(
                batch,
                (samples, kept) -> {
                    try (NDManager scratch = kept.newSubManager()) {
                        return Bends.of(source(scratch, values), samples, kept);
                    }
                });
    }

    /** Runs what differentiates samples on a copy of a batch; the result is given its arrays. */
    private <T> T sampled(NDList batch, BiFunction<NDList, NDManager, T> differentiation) {
        if (batch.isEmpty() || batch.stream().anyMatch(array -> array.size() == 0)) {
            throw new IllegalArgumentException(
                    "The batch has no samples, but at least 1 is needed to differentiate at.");
        }
        if (statistics == Statistics.BATCH) {
            throw new IllegalStateException(
                    "With the statistics of the batch samples depend on each other: take"
                            + " Statistics.RUNNING to differentiate sample by sample.");
        }
        NDManager kept = reading.manager();
        try {
            return differentiation.apply(copied(batch, kept), kept);
        } catch (RuntimeException | Error e) {
            kept.close();
            throw e;
        }
    }

    /** A new manager where the parameters are. */
    NDManager manager() {
        return reading.manager();
    }

    /** The network that is walked. */
    Block network() {
        return reading.network();
    }

    /** Copies of inputs or labels in the type of this walk. */
    NDList copied(NDList batch, NDManager manager) {
        NDList copy = new NDList();
        for (NDArray array : batch) {
            copy.add(DetachedStore.copied(array, manager, type));
        }
        return copy;
    }

    private PassSource source(NDManager manager) {
        return source(manager, Map.of());
    }

    /** With copies of the parameters of which some have values of their own, by their ids. */
    PassSource source(NDManager manager, Map<String, double[]> values) {
        return reading.source(manager, statistics, type, values);
    }

    @Override
    public String toString() {
        return "walk through " + structure();
    }
}
