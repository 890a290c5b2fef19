// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.optimizer.Sgd;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Makes DJL's optimizers resumable: it sees every moment array that they create, can read it out,
 * and can give it a start value other than zero.
 *
 * <p>DJL keeps the moments in private maps and offers no way to save them. It does create each of
 * them through one protected method, {@link Optimizer#withDefaultState}; the optimizers made here
 * differ from DJL's in nothing but that this class stands behind that method. How many updates an
 * optimizer has seen, which is what Adam's bias correction and the schedule of the learning rate
 * depend on, is given to DJL's own {@code optBeginNumUpdate}.
 *
 * <p>For one device; it is not safe for use by several threads.
 */
public final class OptimizerState {

    private final Map<String, List<NDArray>> slots = new HashMap<>();
    private final Map<String, List<float[]>> restored = new HashMap<>();

    /**
     * Returns an optimizer like DJL's own, with its state in here.
     *
     * @param settings which optimizer, with which momentum and weight decay
     * @param rates the learning rate of each update
     * @param updates the updates made before
     */
    Optimizer optimizer(TrainingSettings settings, Tracker rates, int updates) {
        if (settings.optimizer() == OptimizerKind.ADAM) {
            Adam.Builder builder = Optimizer.adam().optLearningRateTracker(rates);
            builder.optWeightDecays((float) settings.weightDecay());
            builder.optBeginNumUpdate(updates);
            return new KeptAdam(builder);
        }
        Sgd.Builder builder =
                Optimizer.sgd()
                        .setLearningRateTracker(rates)
                        .optMomentum((float) settings.momentum());
        builder.optWeightDecays((float) settings.weightDecay());
        builder.optBeginNumUpdate(updates);
        return new KeptSgd(builder);
    }

    /**
     * Reads the moments of every parameter of a network.
     *
     * @param network the network that is trained
     * @return the values by the parameter's name in the network; a parameter without an update so
     *     far is left out
     */
    public Map<String, List<float[]>> read(Block network) {
        Map<String, List<float[]>> values = new LinkedHashMap<>();
        for (Pair<String, Parameter> entry : network.getParameters()) {
            List<NDArray> arrays = slots.get(entry.getValue().getId());
            if (arrays != null) {
                values.put(entry.getKey(), arrays.stream().map(NDArray::toFloatArray).toList());
            }
        }
        return values;
    }

    /**
     * Sets what the moments start from; to be called before the first update.
     *
     * @param network the network that will be trained
     * @param values what {@link #read} returned
     * @throws IllegalArgumentException if the network has no parameter of such a name and size
     */
    public void restore(Block network, Map<String, List<float[]>> values) {
        Map<String, Parameter> byName = new HashMap<>();
        for (Pair<String, Parameter> entry : network.getParameters()) {
            byName.put(entry.getKey(), entry.getValue());
        }
        values.forEach(
                (name, moments) -> {
                    Parameter parameter = byName.get(name);
                    if (parameter == null) {
                        throw new IllegalArgumentException(
                                "the network has no parameter " + name + " to restore moments of");
                    }
                    long size = parameter.getShape().size();
                    for (float[] moment : moments) {
                        if (moment.length != size) {
                            throw new IllegalArgumentException(
                                    "moments of "
                                            + name
                                            + " have "
                                            + moment.length
                                            + " values, expected "
                                            + size);
                        }
                    }
                    restored.put(parameter.getId(), moments);
                });
    }

    /**
     * Returns what DJL's own method makes of {@code keep}, called with this class's start value.
     */
    private NDArray slot(
            String parameterId,
            Function<String, NDArray> zeros,
            Function<Function<String, NDArray>, NDArray> keep) {
        return keep.apply(
                id -> {
                    NDArray array = zeros.apply(id);
                    List<NDArray> known = slots.computeIfAbsent(id, key -> new ArrayList<>());
                    List<float[]> start = restored.getOrDefault(parameterId, List.of());
                    if (known.size() < start.size()) {
                        NDArray zero = array;
                        array = zero.getManager().create(start.get(known.size()), zero.getShape());
                        zero.close();
                    }
                    known.add(array);
                    return array;
                });
    }

    /** DJL's Sgd. The overridden method is the only door that DJL leaves to its state. */
    private final class KeptSgd extends Sgd {

        KeptSgd(Sgd.Builder builder) {
            super(builder);
        }

        @Override
        protected NDArray withDefaultState(
                Map<String, Map<Device, NDArray>> state,
                String key,
                Device device,
                Function<String, NDArray> zeros) {
            return slot(key, zeros, start -> super.withDefaultState(state, key, device, start));
        }
    }

    /** DJL's Adam: first the means, then the variances, in every update. */
    private final class KeptAdam extends Adam {

        KeptAdam(Adam.Builder builder) {
            super(builder);
        }

        @Override
        protected NDArray withDefaultState(
                Map<String, Map<Device, NDArray>> state,
                String key,
                Device device,
                Function<String, NDArray> zeros) {
            return slot(key, zeros, start -> super.withDefaultState(state, key, device, start));
        }
    }
}
