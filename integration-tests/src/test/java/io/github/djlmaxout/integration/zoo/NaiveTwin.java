// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.util.Pair;

import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.integration.diagnostics.Naive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads gradients and weights of all steps entry by entry, as anybody would, and takes their norms
 * in double: of parameters, of the layers that hold them, and of the network. A parameter that
 * several places hold counts at the first of them.
 */
final class NaiveTwin extends TrainingListenerAdapter {

    private record Own(String layer, String name, Parameter parameter) {

        boolean isStatistic() {
            return parameter.getType() == Parameter.Type.RUNNING_MEAN
                    || parameter.getType() == Parameter.Type.RUNNING_VAR;
        }

        boolean isTrained() {
            return !isStatistic() && parameter.requiresGradient();
        }
    }

    private final List<Map<Place, Double>> gradients = new ArrayList<>();
    private final List<Map<Place, Double>> weights = new ArrayList<>();
    private final List<Map<Place, Double>> updates = new ArrayList<>();
    private Map<String, double[]> before = Map.of();

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batch) {
        List<Own> all = new ArrayList<>();
        Block network = trainer.getModel().getBlock();
        Set<Parameter> known = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(network, "", network.getClass().getSimpleName(), known, all);
        Map<String, double[]> gradient = new LinkedHashMap<>();
        Map<String, double[]> weight = new LinkedHashMap<>();
        for (Own own : all) {
            NDArray array = own.parameter().getArray();
            if (own.isTrained()) {
                try (NDArray slope = array.getGradient()) {
                    gradient.put(own.name(), entries(slope));
                }
            }
            if (!own.isStatistic()) {
                weight.put(own.name(), entries(array));
            }
        }
        gradients.add(norms(all, gradient));
        weights.add(norms(all, weight));
        if (!before.isEmpty()) {
            Map<String, double[]> moved = new LinkedHashMap<>();
            weight.forEach((name, now) -> moved.put(name, difference(now, before.get(name))));
            updates.add(norms(all, moved));
        }
        before = weight;
    }

    private static void collect(
            Block block, String path, String name, Set<Parameter> known, List<Own> all) {
        for (Pair<String, Parameter> direct : block.getDirectParameters()) {
            if (direct.getValue().isInitialized() && known.add(direct.getValue())) {
                all.add(new Own(name, name + "/" + direct.getKey(), direct.getValue()));
            }
        }
        for (Pair<String, Block> child : block.getChildren()) {
            String below = path.isEmpty() ? child.getKey() : path + "/" + child.getKey();
            collect(child.getValue(), below, below, known, all);
        }
    }

    private static double[] entries(NDArray array) {
        float[] values = array.toFloatArray();
        double[] entries = new double[values.length];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = values[i];
        }
        return entries;
    }

    /** As the arrays subtract: in float32. */
    private static double[] difference(double[] now, double[] then) {
        double[] moved = new double[now.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = (float) (now[i] - then[i]);
        }
        return moved;
    }

    private static Map<Place, Double> norms(List<Own> all, Map<String, double[]> entries) {
        Map<Place, Double> norms = new LinkedHashMap<>();
        for (Own own : all) {
            double[] values = entries.get(own.name());
            if (values != null) {
                double norm = Naive.norm(values);
                norms.put(Place.parameter(own.name()), norm);
                norms.merge(Place.layer(own.layer()), norm, Math::hypot);
                norms.merge(Place.NETWORK, norm, Math::hypot);
            }
        }
        return norms;
    }

    /** The norms of the gradients at each step. */
    List<Map<Place, Double>> gradients() {
        return gradients;
    }

    /** The norms of the weights before each step's update. */
    List<Map<Place, Double>> weights() {
        return weights;
    }

    /** How far the updates went, of all steps but the last. */
    List<Map<Place, Double>> updates() {
        return updates;
    }
}
