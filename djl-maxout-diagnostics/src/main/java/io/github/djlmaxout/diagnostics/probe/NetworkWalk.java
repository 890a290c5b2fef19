package io.github.djlmaxout.diagnostics.probe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.GradientCollector;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends a batch through a network, layer by layer, and back, without touching it.
 *
 * <p>The user's own blocks run in evaluation mode on detached copies of their parameters. Dropout
 * is the identity, batch normalization an affine map ({@link Normalizing}). Nothing is drawn from
 * the engine, and parameters, their gradients and running statistics stay as they are. Blocks that
 * are not known, such as recurrent ones, run as a whole.
 *
 * <p>A walk is made once for a network and used many times, with the values that the parameters
 * have then. All arrays of a passage belong to the manager that is given to it.
 *
 * <p>Cost: a copy of all parameters and a forward pass; backward about two more.
 */
public final class NetworkWalk {

    private final Block network;
    private final List<Step> steps;
    private final Map<String, Weights> layers = new LinkedHashMap<>();

    private NetworkWalk(Block network, List<Step> steps) {
        this.network = network;
        this.steps = steps;
        collect(steps);
    }

    private void collect(List<Step> some) {
        for (Step step : some) {
            if (step.operation() instanceof Weights weights) {
                layers.put(step.name(), weights);
            } else if (step.operation() instanceof Branches branches) {
                branches.branches().forEach(this::collect);
            }
        }
    }

    /**
     * Reads a network.
     *
     * @param network the network, initialized
     * @param input the shape of its input, with the batch as its first axis
     * @return the walk
     * @throws IllegalArgumentException if the network does not take such an input
     * @throws IllegalStateException if a parameter is not initialized
     */
    public static NetworkWalk of(Block network, Shape input) {
        network.getParameters()
                .forEach(
                        pair -> {
                            if (!pair.getValue().isInitialized()) {
                                throw new IllegalStateException(
                                        "The parameter "
                                                + pair.getKey()
                                                + " is not initialized: initialize the network,"
                                                + " or its trainer, first.");
                            }
                        });
        return new NetworkWalk(network, NetworkStructure.read(network, input).steps());
    }

    /**
     * Returns what the network is made of.
     *
     * @return the steps in the order of the signal
     */
    public List<Step> steps() {
        return steps;
    }

    /**
     * Returns what could not be found out of the network.
     *
     * @return the reasons by the name of the step; empty if all is known
     */
    public Map<String, String> unknown() {
        Map<String, String> reasons = new LinkedHashMap<>();
        collectUnknown(steps, reasons);
        return reasons;
    }

    private static void collectUnknown(List<Step> some, Map<String, String> reasons) {
        for (Step step : some) {
            if (step.operation() instanceof Unknown unknown) {
                reasons.put(step.name(), unknown.reason());
            } else if (step.operation() instanceof Branches branches) {
                branches.branches().forEach(branch -> collectUnknown(branch, reasons));
            }
        }
    }

    /**
     * What came of a batch.
     *
     * @param signals the signals behind the layers with weights, in the order of the signal
     * @param output the output of the network; the first one if there are several
     */
    public record Passage(List<LayerSignal> signals, NDArray output) {

        /**
         * Keeps an unchangeable copy.
         *
         * @param signals the signals behind the layers
         * @param output the output of the network
         */
        public Passage {
            signals = List.copyOf(signals);
        }
    }

    /**
     * Sends a batch through the network.
     *
     * @param batch the input, of any size along the first axis
     * @param normalizing with which statistics batch normalization works
     * @param manager takes all arrays, the signals among them; close it to free them
     * @return what came of it
     */
    public Passage forward(NDArray batch, Normalizing normalizing, NDManager manager) {
        DetachedStore store = new DetachedStore(network, manager);
        NDArray input = DetachedStore.copy(batch, manager);
        IdentityHashMap<Block, BatchNormalization> maps =
                normalizing == Normalizing.RUNNING
                        ? new IdentityHashMap<>()
                        : normalizations(store, normalizing);
        return new Passing(store, maps).through(steps, input);
    }

    /**
     * What came of a batch, there and back.
     *
     * @param passage what came of it on the way there
     * @param weights {@code |d(v . N)/dW|^2}, summed over the batch, by the name of the layer
     * @param input {@code |d(v . N)/dx|^2}, summed over the batch
     */
    public record RoundTrip(Passage passage, Map<String, Double> weights, double input) {

        /**
         * Keeps an unchangeable copy.
         *
         * @param passage what came of it on the way there
         * @param weights the squared norms of the gradients of the weights
         * @param input the squared norm of the gradient of the input
         */
        public RoundTrip {
            weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        }
    }

    /** Chooses where to differentiate: the cotangent of an output. */
    @FunctionalInterface
    public interface Cotangent {

        /**
         * Returns the values of the cotangent {@code v}.
         *
         * @param output the shape of the output, batch included
         * @return as many values, in the order of memory
         */
        double[] of(Shape output);
    }

    /**
     * Sends a batch through the network and differentiates {@code sum(v * N(x))} with respect to
     * weights and input.
     *
     * @param batch the input, float32 or float64
     * @param normalizing with which statistics batch normalization works
     * @param cotangent gives {@code v}
     * @param manager takes all arrays; close it to free them
     * @return what came of it
     * @throws IllegalStateException if gradients are being collected already, as between the
     *     forward and the backward pass of a training step
     * @throws IllegalArgumentException on MXNet, if a block that is not known cannot be
     *     differentiated in evaluation mode, as recurrent ones cannot
     */
    public RoundTrip backward(
            NDArray batch, Normalizing normalizing, Cotangent cotangent, NDManager manager) {
        // What is copied and prepared here must not become part of someone else's record.
        open(batch).close();
        DetachedStore store = new DetachedStore(network, manager);
        NDArray input = DetachedStore.copy(batch, manager);
        IdentityHashMap<Block, BatchNormalization> maps = normalizations(store, normalizing);
        input.setRequiresGradient(true);
        layers.values().forEach(layer -> store.copyOf(layer.weight()).setRequiresGradient(true));
        Passage passage;
        try (GradientCollector collector = open(batch)) {
            passage = new Passing(store, maps).through(steps, input);
            NDArray output = passage.output();
            double[] values = cotangent.of(output.getShape());
            NDArray head =
                    manager.create(values, output.getShape()).toType(output.getDataType(), false);
            collector.backward(output.mul(head).sum());
        }
        Map<String, Double> weights = new LinkedHashMap<>();
        layers.forEach(
                (name, layer) -> weights.put(name, squaredNorm(store.copyOf(layer.weight()))));
        return new RoundTrip(passage, weights, squaredNorm(input));
    }

    private static GradientCollector open(NDArray batch) {
        try {
            String name = batch.getManager().getEngine().getEngineName();
            return Engine.getEngine(name).newGradientCollector();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "Gradients are being collected already, and an engine has one record at a time:"
                            + " probe a network before a training step, or after its backward pass.",
                    e);
        }
    }

    private static double squaredNorm(NDArray array) {
        double sum = 0;
        try (NDArray gradient = array.getGradient();
                NDArray wide = gradient.toType(DataType.FLOAT64, true)) {
            for (double value : wide.toDoubleArray()) {
                sum += value * value;
            }
        }
        return sum;
    }

    private IdentityHashMap<Block, BatchNormalization> normalizations(
            DetachedStore store, Normalizing normalizing) {
        IdentityHashMap<Block, BatchNormalization> maps = new IdentityHashMap<>();
        prepare(steps, store, normalizing, maps);
        return maps;
    }

    private static void prepare(
            List<Step> some,
            DetachedStore store,
            Normalizing normalizing,
            IdentityHashMap<Block, BatchNormalization> maps) {
        for (Step step : some) {
            if (step.operation() instanceof Branches branches) {
                List<List<Step>> all = new ArrayList<>(branches.branches());
                all.forEach(b -> prepare(b, store, normalizing, maps));
            } else if (step.block() instanceof BatchNorm block) {
                maps.put(block, BatchNormalization.of(block, step.input(), store, normalizing));
            }
        }
    }
}
