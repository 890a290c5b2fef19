package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a network is made of: the steps of a signal from its input to its output.
 *
 * <p>Sequences are flattened into one list; branches keep theirs.
 */
public final class NetworkStructure {

    private final List<Step> steps;

    NetworkStructure(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /**
     * Reads the structure of a network, initialized or not, which stays as it is.
     *
     * @param network the network
     * @param input the shape of its input, with the batch as its first axis
     * @param engine the name of the engine on which blocks are tried, such as {@code PyTorch}
     * @param known what is known of blocks and need not be found out
     * @return the structure
     * @throws IllegalArgumentException if the network does not take such an input
     */
    public static NetworkStructure read(
            Block network, Shape input, String engine, Map<Block, Operation> known) {
        return new NetworkStructure(List.of());
    }

    /**
     * Returns the steps in the order of the signal.
     *
     * @return the steps
     */
    public List<Step> steps() {
        return steps;
    }

    /**
     * Returns the steps with weights in the order of the signal, those in branches included.
     *
     * @return the layers
     */
    public List<Step> layers() {
        List<Step> layers = new ArrayList<>();
        collect(steps, layers);
        return List.copyOf(layers);
    }

    private static void collect(List<Step> steps, List<Step> layers) {
        for (Step step : steps) {
            if (step.operation() instanceof Weights) {
                layers.add(step);
            } else if (step.operation() instanceof Branches branches) {
                branches.branches().forEach(branch -> collect(branch, layers));
            }
        }
    }
}
